/** The form that adds a server: its address is enough where it publishes itself, or else the client id one was given. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h, icon } from "../../lib/dom.js";
import { failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { originOf, patternFor } from "../../lib/origin.js";
import { errorView } from "../../features/shared/error-view.js";

/**
 * @param {() => Promise<void>} changed
 * @param {boolean} first  there is no server yet: open, with a word of welcome
 * @param {{ deployment?: boolean, welcome?: boolean, here?: string | null }} [how]  deployment: offer the way to the deployment file; here: a server to begin with
 */
export function addServer(changed, first, { deployment = true, welcome = true, here = null } = {}) {
  const fields = {
    server: h("input", { type: "text", inputmode: "url", required: true, placeholder: "https://autolab.example.edu", autocomplete: "off", spellcheck: "false", "data-ac": "server" }),
    client_id: h("input", { type: "text", autocomplete: "off", spellcheck: "false", "data-ac": "client-id" }),
    client_secret: h("input", { type: "password", autocomplete: "off", "data-ac": "client-secret" }),
  };
  const status = h("div", { "aria-live": "polite" });
  const byHand = h("details", { "data-ac": "by-hand" }, h("summary", {}, t("client_given")),
    h("div", { class: "stack" }, field("client_id", fields.client_id), field("client_secret", fields.client_secret, "client_secret_note")));
  const button = h("button", { type: "submit", class: "button primary", "data-ac": "add" }, t("add_server"));
  const form = h("form", { class: "stack", novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    void add();
  } },
  field("server_address", fields.server), byHand, h("p", { class: "muted small" }, t("permission_note")), status, button);
  if (here) fields.server.value = here;

  async function add() {
    const server = originOf(fields.server.value);
    if (!server) return status.replaceChildren(errorView(failure("address_unusable", fields.server.value)));
    const clientId = fields.client_id.value.trim();
    // Asked first and not awaited: the browser wants the click itself, and its prompt may close the popup,
    // so the worker does the rest.
    const granting = api.permissions.request({ origins: [patternFor(server)] });
    const client = { client_id: clientId, client_secret: fields.client_secret.value };
    const adding = patiently(status, (signal) => (clientId ? task("server.add", { server, ...client }, signal) : task("server.add_published", { server }, signal)));
    button.disabled = true;
    status.replaceChildren(h("p", { class: "muted" }, t("checking_server")));
    const [added] = await Promise.allSettled([adding, granting]);
    button.disabled = false;
    fields.client_secret.value = "";
    if (added.status === "rejected") return status.replaceChildren(errorView(added.reason));
    if (added.value.servers?.length === 0) { // an Autolab that publishes nothing
      byHand.open = true;
      status.replaceChildren(h("p", { class: "note", "data-ac": "not-published" }, icon("warning"), h("span", {}, t("not_published", new URL(server).host))));
      return fields.client_id.focus();
    }
    form.reset();
    byHand.open = false;
    form.closest("details")?.removeAttribute("open");
    status.replaceChildren();
    return changed();
  }

  const file = deployment && h("p", {}, h("button", {
    type: "button", class: "link", "data-ac": "deployment", onclick: () => void task("open", { page: "options" }),
  }, t("use_deployment_file")));
  if (!first) return h("details", { "data-ac": "add-another" }, h("summary", {}, t("add_another_server")), h("div", { class: "stack card" }, form, file));
  return h("div", { class: "stack" }, welcome && h("h2", {}, t("welcome")), welcome && h("p", {}, t("welcome_words")), form, file);
}

/**
 * @param {string} label
 * @param {HTMLInputElement} input
 * @param {string} [note]
 */
function field(label, input, note) {
  return h("label", { class: "field" }, t(label), note && h("small", {}, " ", t(note)), input);
}
