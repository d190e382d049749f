/**
 * A submit button on every row of the course page where work can be handed in, and a link where a quiz is to be answered
 * instead; staff have none to hand in.
 *
 * Test URLs: /courses/<course>/assessments
 */

import { h, icon, word } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { answerQuiz } from "./shared/quiz.js";
import { drawRows } from "./shared/row-slot.js";
import { openSubmit } from "./submit/dialog.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  drawRows(page, signal, ({ assessment, slots: { button: place } }, store) => {
    const badge = store.get(assessment);
    const offered = badge?.submittable && !badge.staff && (badge.quiz ? "answer-quiz" : "submit");
    const present = /** @type {HTMLElement | null} */ (place.firstElementChild);
    if (present && present.dataset.ac !== offered) present.remove();
    if (!offered || present?.isConnected) return;
    place.append(badge.quiz ? answerQuiz({ ...page.place, assessment }, badge.display_name) : button(page, assessment, badge.display_name, signal));
  });
}

/**
 * @param {import("./index.js").Page} page
 * @param {string} assessment
 * @param {string} name
 * @param {AbortSignal} signal
 */
function button({ place: { server, course }, badges }, assessment, name, signal) {
  const label = t("submit_to", name);
  const element = h("button", {
    type: "button", class: "button small", "data-ac": "submit", "data-assessment": assessment, "aria-label": label, title: label,
    onclick: () => void openSubmit({ server, course, assessment }, { opener: element, badges, signal }),
  }, icon("upload"), word(t("submit"), { class: "words" }));
  return element;
}
