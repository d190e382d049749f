/** A table is chosen, dropped or pasted; the host compares it with the course. Nothing is changed by that. */

import { ask } from "../../lib/ask.js";
import { carry } from "../../lib/carry.js";
import { Chosen } from "../../lib/chosen.js";
import { busy, h } from "../../lib/dom.js";
import { failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { errorView } from "../../features/shared/error-view.js";

/**
 * @typedef {import("../../lib/protocol.js").StaffJob} StaffJob
 * @typedef {{ server: string, course: string, kind: import("../../lib/protocol.js").TableKind, assessment?: string }} About
 */

/**
 * @param {About} about
 * @param {(job: StaffJob) => void} compared
 */
export function chooseView(about, compared) {
  const told = h("div", { "aria-live": "polite" });
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", "data-ac": "table-file", onchange: () => file.files?.[0] && take(file.files[0]) });
  const pasted = h("textarea", { "data-ac": "table-text", spellcheck: "false" });
  const missing = h("input", { type: "checkbox", "data-ac": "drop-missing" });
  const domain = h("input", { type: "text", "data-ac": "domain", placeholder: "university.edu", autocomplete: "off" });
  const compare = h("button", { type: "button", class: "button", "data-ac": "compare-text", onclick: () => {
    if (pasted.value.trim()) take(new File([pasted.value], t("tables_pasted")));
  } }, t("tables_compare"));

  const take = (/** @type {File} */ chosen) => {
    told.replaceChildren(h("p", { class: "muted late", role: "status" }, t("tables_comparing")));
    const options = { drop_missing: missing.checked, domain: domain.value.trim() || undefined };
    busy(card, patiently(told, (signal) => preview(about, chosen, options, signal)).then(
      (job) => {
        told.replaceChildren();
        compared(job);
      },
      (thrown) => told.replaceChildren(errorView(thrown))).finally(() => {
      file.value = ""; // the same file, mended, may be chosen again
    }));
  };
  const over = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    card.classList.toggle("over", event.type === "dragover");
    const [dropped] = event.dataTransfer?.files ?? [];
    if (event.type === "drop" && dropped) take(dropped);
  };
  const people = about.kind !== "problems";
  const card = h("div", { class: "card stack", "data-ac": "table-choose", ondragover: over, ondragleave: over, ondrop: over },
    h("label", { class: "field" }, t("tables_file"), file),
    h("label", { class: "field" }, t("tables_paste"), pasted),
    people && h("label", { class: "field" }, t("tables_domain"), " ", h("small", {}, t("tables_domain_words")), domain),
    about.kind === "roster" && h("label", { class: "check" }, missing, t("tables_drop_missing")),
    h("div", { class: "row" }, compare),
    told);
  return card;
}

/**
 * @param {About} about
 * @param {File} file
 * @param {{ drop_missing: boolean, domain?: string }} options
 * @param {AbortSignal} signal
 */
async function preview({ server, course, kind, assessment }, file, options, signal) {
  if (file.size === 0) throw failure("table_empty", file.name);
  const chosen = new Chosen(file, signal);
  await chosen.ready;
  const begun = await ask("staff.begin", { server, course, size: chosen.size }, signal);
  await carry(begun, chosen, () => {}, signal);
  return ask("staff.preview", { server, upload: begun.upload, sha256: chosen.sha256, kind, assessment, filename: chosen.name, ...options }, signal);
}
