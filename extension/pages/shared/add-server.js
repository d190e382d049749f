/** The form that adds a server by hand, and the way to the deployment file. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { originOf, patternFor } from "../../lib/origin.js";
import { errorView } from "../../features/shared/error-view.js";

/**
 * @param {() => Promise<void>} changed
 * @param {boolean} first  there is no server yet: open, with a word of welcome
 * @param {boolean} [deployment]  offer the way to the deployment file
 */
export function addServer(changed, first, deployment = true) {
  const fields = {
    server: h("input", { type: "text", inputmode: "url", required: true, placeholder: "https://autolab.example.edu", autocomplete: "off", spellcheck: "false", "data-ac": "server" }),
    client_id: h("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false", "data-ac": "client-id" }),
    client_secret: h("input", { type: "password", autocomplete: "off", "data-ac": "client-secret" }),
  };
  const status = h("div", { "aria-live": "polite" });
  const button = h("button", { type: "submit", class: "button primary", "data-ac": "add" }, t("add_server"));
  const form = h("form", { class: "stack", novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    void add();
  } },
  field("server_address", fields.server), field("client_id", fields.client_id), field("client_secret", fields.client_secret, "client_secret_note"),
  h("p", { class: "muted small" }, t("permission_note")), status, button);

  async function add() {
    const server = originOf(fields.server.value);
    if (!server) return status.replaceChildren(errorView(failure("address_unusable", fields.server.value)));
    const clientId = fields.client_id.value.trim();
    if (!clientId) return status.replaceChildren(errorView(failure("client_id_missing")));
    // Asked first and not awaited: the browser wants the click itself, and its prompt may close the popup,
    // so the worker does the rest.
    const granting = api.permissions.request({ origins: [patternFor(server)] });
    const client = { client_id: clientId, client_secret: fields.client_secret.value };
    const adding = patiently(status, (signal) => task("server.add", { server, ...client }, signal));
    button.disabled = true;
    status.replaceChildren(h("p", { class: "muted" }, t("checking_server")));
    const [added] = await Promise.allSettled([adding, granting]);
    button.disabled = false;
    fields.client_secret.value = "";
    if (added.status === "rejected") return status.replaceChildren(errorView(added.reason));
    form.reset();
    form.closest("details")?.removeAttribute("open");
    status.replaceChildren();
    return changed();
  }

  const file = deployment && h("p", {}, h("button", {
    type: "button", class: "link", "data-ac": "deployment", onclick: () => void task("open", { page: "options" }),
  }, t("use_deployment_file")));
  if (!first) return h("details", { "data-ac": "add-another" }, h("summary", {}, t("add_another_server")), h("div", { class: "stack card" }, form, file));
  return h("div", { class: "stack" }, h("h2", {}, t("welcome")), h("p", {}, t("welcome_words")), file, form);
}

/**
 * @param {string} label
 * @param {HTMLInputElement} input
 * @param {string} [note]
 */
function field(label, input, note) {
  return h("label", { class: "field" }, t(label), note && h("small", {}, " ", t(note)), input);
}
