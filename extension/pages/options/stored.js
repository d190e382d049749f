/** What is stored where, how much room it takes, and how to take it away or along. */

import { api } from "../../lib/api.js";
import { ask, task } from "../../lib/ask.js";
import { copyButton } from "../../lib/copy-button.js";
import { h, icon } from "../../lib/dom.js";
import { size } from "../../lib/format.js";
import { language, t } from "../../lib/i18n.js";
import { errorView } from "../../features/shared/error-view.js";
import { saveText } from "../shared/save.js";

const PURGE = "autolab-companion uninstall --purge";

/** @param {() => Promise<void>} changed */
export function stored(changed) {
  const table = h("tbody", {});
  const folder = h("p", { class: "muted small" });
  const status = h("div", { "aria-live": "polite" });
  const tell = (/** @type {unknown} */ thrown) => status.replaceChildren(errorView(thrown));
  void fill(table, folder).catch(tell);
  const save = () => ask("receipts.export", { format: "json", language: language() }).then(({ filename, text }) => saveText(filename, text, "application/json"), tell);
  const question = () => status.replaceChildren(h("div", { class: "note warn" }, icon("warning"), h("div", {}, h("p", {}, t("erase_really")),
    h("p", { class: "row" }, h("button", { type: "button", class: "button small", "data-ac": "erase-really", onclick: erase }, t("erase_yes")),
      h("button", { type: "button", class: "button small", onclick: () => status.replaceChildren() }, t("cancel"))))));
  const erase = async () => {
    try {
      const { servers } = await ask("servers.list");
      for (const { server } of servers) await task("server.remove", { server });
      await Promise.all([api.storage.local.clear(), api.storage.session.clear()]);
      localStorage.clear();
      status.replaceChildren(h("p", { class: "note good", role: "status", "data-ac": "erased" }, t("erased")));
      await changed();
    } catch (thrown) {
      tell(thrown);
    }
  };
  return h("div", { class: "stack", "data-ac": "stored" }, h("h2", {}, t("stored")),
    h("table", {}, h("thead", {}, h("tr", {}, ...["stored_what", "stored_where", "stored_size"].map((key) => h("th", { scope: "col" }, t(key))))), table),
    folder,
    h("div", { class: "row" },
      h("button", { type: "button", class: "button small", "data-ac": "export-receipts", onclick: save }, t("export_receipts")),
      h("button", { type: "button", class: "button small", "data-ac": "erase", onclick: question }, t("erase"))),
    h("p", { class: "muted small" }, t("erase_rest")),
    h("div", { class: "command" }, h("code", {}, PURGE), copyButton(PURGE, PURGE)),
    status);
}

/**
 * @param {HTMLElement} table
 * @param {HTMLElement} folder
 */
async function fill(table, folder) {
  const row = (/** @type {string} */ what, /** @type {string} */ where, /** @type {number} */ bytes) => h("tr", { "data-ac": "stored-part", "data-part": what },
    h("td", {}, t(`stored_${what}`)), h("td", {}, t(where)), h("td", {}, size(bytes)));
  const own = new Blob([JSON.stringify([await api.storage.local.get(), await api.storage.session.get(), { ...localStorage }])]).size;
  table.replaceChildren(row("settings", "in_browser", own));
  const { folder: path, parts } = await ask("host.storage");
  table.append(...parts.filter(({ bytes }) => bytes > 0).map(({ part, bytes }) => row(part, "in_program", bytes)));
  folder.textContent = t("stored_folder", path);
}
