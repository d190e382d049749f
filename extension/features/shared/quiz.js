/**
 * A quiz that Autolab's page embeds: answered there, where no file is taken. The API does not tell; the page does, and what
 * it has shown the host remembers for every other place.
 */

import { ask } from "../../lib/ask.js";
import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { quizUrl } from "../../lib/page-detect.js";

/**
 * Autolab's own form knows what the API does not say: an extension of this student, an embedded quiz.
 * @param {"new_submission" | "quiz_form"} id
 */
export function byForm(id) {
  return document.querySelector(`form#${id}`) !== null;
}

/**
 * Has the host remember what this assessment's page shows, where it does not know it yet.
 * @param {import("../../lib/protocol.js").AssessmentParams} target
 * @param {boolean} known
 */
export function tellQuiz(target, known) {
  const quiz = byForm("quiz_form");
  if (quiz !== known && (quiz || byForm("new_submission"))) void ask("assessment.seen", { ...target, quiz }).catch(() => null); // the next visit tells it
}

/**
 * @param {import("../../lib/protocol.js").AssessmentParams} target
 * @param {string} [name]  the assessment's, where several are shown
 */
export function answerQuiz(target, name) {
  const href = quizUrl(target);
  if (!name) return h("a", { class: "button primary", href, "data-ac": "answer-quiz" }, t("answer_quiz"));
  const label = t("answer_quiz_of", name);
  return h("a", { class: "button small", href, "data-ac": "answer-quiz", "aria-label": label, title: label }, icon("pen"), h("span", { class: "words" }, t("answer")));
}
