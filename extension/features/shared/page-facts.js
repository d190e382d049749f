/** What Autolab's page tells beside dates, and its API does not: grace days left, the form's own words, the wanted ending. */

const GRACE = ".course-card .card-content p";
const FORM = "form#new_submission";
const ENDING = "#handin-file-type";

/**
 * How many grace days this student has left, as the course's page says.
 * @returns {number | null}  null: this page does not
 */
export function graceLeft() {
  const line = [...document.querySelectorAll(GRACE)].findLast((each) => /grace/i.test(each.firstChild?.textContent ?? "")); // two lines alike: the section may be a number too
  const told = line?.querySelector("b")?.textContent?.trim() ?? "";
  return /^\d{1,3}$/.test(told) ? Number(told) : null;
}

/** How late a submission is and what it uses up, in the words of Autolab's own form; empty where it says nothing. */
export function formSays() {
  return document.querySelector(`${FORM} .smallText > b`)?.textContent?.trim() ?? "";
}

/**
 * The ending that Autolab's form names as the handin format, such as `.tar.gz`.
 * @returns {string | null}  null: it names none
 */
export function wantedEnding() {
  const told = document.querySelector(ENDING)?.textContent?.trim();
  return told ? `.${told.replace(/^\./, "")}` : null;
}
