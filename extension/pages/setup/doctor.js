/** What the doctor finds on this computer, through the host: for whoever has never opened a terminal. */

import { ask } from "../../lib/ask.js";
import { copyButton } from "../../lib/copy-button.js";
import { h, icon } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { t, words } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { commandView } from "../../features/shared/command-view.js";
import { errorView, prose } from "../../features/shared/error-view.js";

/** @typedef {import("../../lib/protocol.js").DoctorFinding} Finding */

const MEND = "autolab-companion doctor --fix";
const LOOK = /** @type {Record<string, string>} */ ({ problem: "note bad", warning: "note warn" });

/**
 * Has the computer examined, and shows in `place` how far that is and what was found; it can be repeated there.
 * @param {HTMLElement} place
 */
export async function examine(place) {
  const said = h("p", { class: "muted late", role: "status", "data-ac": "examining" }, t("doctor_examining"));
  const result = h("div", { class: "stack" });
  place.replaceChildren(h("h2", {}, t("doctor_title")), said, result);
  try {
    const { healthy, checks, findings } = await patiently(result, (signal) => ask("host.doctor", {}, signal));
    said.dataset.ac = "examined";
    said.dataset.state = healthy ? "well" : "ill";
    said.textContent = findings.length === 0 ? t("doctor_fine", checks) : t(healthy ? "doctor_works" : "doctor_ill");
    if (findings.length > 0) result.append(h("ul", { class: "findings" }, ...findings.map(findingView)));
  } catch (thrown) {
    said.remove();
    result.replaceChildren(errorView(thrown), commandView(thrown instanceof Failure ? thrown.name : "") ?? "");
  }
  const again = h("button", { type: "button", class: "button small", "data-ac": "examine-again", onclick: async () => {
    await examine(place);
    /** @type {HTMLElement | null} */ (place.querySelector('[data-ac="examine-again"]'))?.focus(); // this one has gone
  } }, t("doctor_again"));
  place.append(h("p", {}, again));
}

/** One finding: what it is about and what to do in the user's language, the program's own words behind a summary. @param {Finding} finding */
function findingView({ check, level, finding, cause, remedy, fixable }) {
  const key = check.replaceAll("-", "_");
  const title = words(`doctor_is_${key}`), todo = words(`doctor_do_${key}`);
  return h("li", { class: LOOK[level] ?? "note", "data-ac": "finding", "data-check": check, "data-state": level },
    icon(level === "note" ? "check" : "warning"),
    h("div", {},
      h("h3", {}, h("span", { class: "hidden-words" }, `${t(`doctor_level_${level}`)}: `), title || finding),
      h("p", {}, todo || remedy),
      fixable && h("p", { class: "command" }, t("doctor_mend"), h("code", { "data-ac": "command" }, MEND), copyButton(MEND, MEND)),
      h("details", {}, h("summary", {}, t("doctor_details")), h("div", { class: "stack", lang: "en" }, ...[finding, cause, remedy].map((each) => h("p", {}, ...prose(each)))))));
}
