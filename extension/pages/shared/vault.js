/** The vault's state; unlocking it where a passphrase guards it, having the keychain ask where it keeps the key. */

import { ask } from "../../lib/ask.js";
import { busy, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorView } from "../../features/shared/error-view.js";

/**
 * @param {import("../../lib/protocol.js").VaultStatus} vault
 * @param {() => Promise<void>} changed
 */
export function vaultView({ custody, state }, changed) {
  if (state === "locked") return unlockForm(changed);
  const lock = custody === "passphrase" && state === "open" && h("button", {
    type: "button", class: "button small", "data-ac": "vault-lock", onclick: () => ask("vault.lock").then(changed),
  }, t("vault_lock"));
  return h("div", { class: "stack" },
    h("p", { "data-ac": "vault-state", "data-state": state, "data-custody": custody }, t(`vault_${state}`), " ", custody && t(`custody_${custody}`)), lock);
}

/**
 * Why the keychain does not give the key, and a button for its owner: a window they dismissed never comes back unasked.
 * @param {unknown} thrown
 * @param {() => Promise<void>} changed
 */
export function askAgainView(thrown, changed) {
  const status = h("div", {}, errorView(thrown));
  const again = async () => {
    try {
      await ask("vault.ask_again");
      await changed();
    } catch (still) {
      status.replaceChildren(errorView(still));
    }
  };
  const button = h("button", { type: "button", class: "button primary", "data-ac": "ask-again", onclick: () => {
    if (button.ariaBusy !== "true") busy(button, again());
  } }, t("ask_again"));
  return h("div", { class: "stack" }, status, button);
}

/** @param {() => Promise<void>} changed */
function unlockForm(changed) {
  const passphrase = h("input", { type: "password", autocomplete: "off", required: true, "data-ac": "passphrase" });
  const status = h("div", {});
  const unlock = async () => {
    try {
      await ask("vault.unlock", { passphrase: passphrase.value });
      await changed();
    } catch (thrown) {
      status.replaceChildren(errorView(thrown));
    } finally {
      passphrase.value = "";
    }
  };
  const button = h("button", { type: "submit", class: "button primary", "data-ac": "vault-unlock" }, t("unlock"));
  return h("form", { class: "stack card", "data-ac": "unlock", onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (button.ariaBusy !== "true") busy(button, unlock());
  } },
  h("h2", {}, t("vault_locked")),
  h("label", { class: "field" }, t("passphrase"), passphrase), status, button);
}
