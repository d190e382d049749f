/**
 * Handing in from the assessment page: a button, and the whole panel takes a dropped file. Both open our own dialog;
 * Autolab's form above stays as it is.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h, icon } from "../lib/dom.js";
import { plural, t } from "../lib/i18n.js";
import { moment } from "../lib/time.js";
import { followOne, panelSlot } from "./shared/panel.js";
import { acceptDrops } from "./submit/choose.js";
import { openSubmit } from "./submit/dialog.js";

/** @type {import("../content/main.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("submit", signal);
  const facts = panelSlot("facts", signal);
  const box = /** @type {HTMLElement | null | undefined} */ (slot?.closest(".panel"));
  if (!slot || !facts || !box || !assessment) return;
  const open = (/** @type {File | null} */ file) => {
    void openSubmit({ server, course, assessment }, { opener: button, signal, file });
  };
  const button = h("button", { type: "button", class: "button primary", "data-ac": "submit", onclick: () => open(null) }, icon("upload"), t("submit_with_receipt"));
  acceptDrops(box, (file) => button.isConnected && open(file ?? null));
  followOne(page, (badge) => {
    const offered = badge !== undefined && !byForm("quiz_form") && (badge.submittable || byForm("new_submission"));
    if (!offered) slot.replaceChildren();
    else if (!button.isConnected) slot.append(button);
    facts.replaceChildren(...(badge ? known(badge) : []));
  });
}

/**
 * Autolab's own form knows what the API does not tell: an extension of this student, an embedded quiz.
 * @param {"new_submission" | "quiz_form"} id
 */
function byForm(id) {
  return document.querySelector(`form#${id}`) !== null;
}

/** @param {import("../lib/protocol.js").Badge} badge */
function known({ due_at: due, late, end_at: end, versions_left: left, why_not: why, submittable }) {
  return [
    due && h("span", { "data-ac": "deadline" }, late && end ? t("late_now", moment(due), moment(end)) : t("course_deadline_at", moment(due))),
    submittable && left !== null && h("span", { "data-ac": "versions" }, plural("versions_left", left)),
    why && h("span", { "data-ac": "why-not" }, t(`why_not_${why}`)),
  ].filter((fact) => fact instanceof Node);
}
