/**
 * Submitting from the assessment page: a button, and the whole panel takes a dropped file. Both open our own dialog;
 * Autolab's form above stays as it is.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h, icon } from "../lib/dom.js";
import { who } from "../lib/format.js";
import { plural, t } from "../lib/i18n.js";
import { closing, moment, past } from "../lib/time.js";
import { ownDates } from "./shared/own-dates.js";
import { followOne, panelSlot } from "./shared/panel.js";
import { answerQuiz, byForm, tellQuiz } from "./shared/quiz.js";
import { acceptDrops } from "./submit/choose.js";
import { openSubmit } from "./submit/dialog.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("submit", signal);
  const account = panelSlot("account", signal);
  const facts = panelSlot("facts", signal);
  const beside = panelSlot("left", signal);
  const box = /** @type {HTMLElement | null | undefined} */ (slot?.closest(".panel"));
  if (!slot || !account || !facts || !beside || !box || !assessment) return;
  const open = (/** @type {File | null} */ file) => {
    void openSubmit({ server, course, assessment }, { opener: button, badges: page.badges, signal, file });
  };
  const button = h("button", { type: "button", class: "button primary", "data-ac": "submit", onclick: () => open(null) }, icon("upload"), t("submit_with_receipt"));
  acceptDrops(box, (file, files) => button.isConnected && open(files.length === 1 && file ? file : null)); // which of several, the dialog asks
  const quiz = byForm("quiz_form") && answerQuiz({ server, course, assessment });
  followOne(page, (badge) => badge && tellQuiz({ server, course, assessment }, badge.quiz));
  followOne(page, (badge) => {
    const offered = badge !== undefined && (badge.submittable || byForm("new_submission"));
    if (!offered) slot.replaceChildren();
    else if (!slot.hasChildNodes()) slot.append(quiz || button);
    account.replaceChildren(badge && page.badges.account ? owner(who(page.badges.account)) : "");
    facts.replaceChildren(badge ? dates(badge) || "" : "");
    beside.replaceChildren(badge ? left(badge) || "" : "");
  }, { timed: true });
}

/** @param {string} name  cut short where the line has no room */
function owner(name) {
  return h("span", { class: "muted", "data-ac": "account", title: t("for_account", name) }, h("span", { class: "hidden-words" }, t("signed_in_as"), " "), name);
}

/** @param {import("../lib/protocol.js").Badge} badge */
function dates(badge) {
  const own = ownDates(badge);
  if (own) return h("span", { "data-ac": "deadline" }, ownWords(own));
  const { due_at: due, late } = badge;
  const end = closing(badge);
  if (late && end) return h("span", { "data-ac": "deadline" }, t("late_until_at", moment(end)));
  return due && h("span", { "data-ac": "deadline" }, t("course_deadline_at", moment(due)));
}

/** @param {import("./shared/own-dates.js").Dates} own */
function ownWords({ due, end }) {
  if (due === null) return t("own_no_deadline");
  return past(due) && end !== null ? t("own_late_until_at", moment(end)) : t("own_deadline_at", moment(due));
}

/** @param {import("../lib/protocol.js").Badge} badge */
function left(badge) {
  const { versions_left: count, why_not: why, submittable } = badge;
  const own = ownDates(badge);
  if (why === "closed" && own && !past(own.end)) return ""; // the page above says what goes for this student
  if (why === "closed" && byForm("new_submission")) return h("span", { class: "muted", "data-ac": "why-not" }, t("why_not_closed_but_here"));
  if (why) return h("span", { class: "muted", "data-ac": "why-not" }, t(`why_not_${why}`));
  return submittable && count !== null && h("span", { class: "muted", "data-ac": "versions" }, plural("versions_left", count));
}
