/**
 * Every feature drawn into pages: one row each, in the order in which the options page lists them and they start.
 *
 * A row's name is its file's, its setting's and, with underscores, its words' (`feature_<name>` in _locales). `reserves`
 * is the style sheet that keeps its space until it has drawn. On which pages a feature runs, its own file says. The
 * background worker reads this table too, and may not import() in Chromium, so it calls no `load`.
 */

import { api } from "../lib/api.js";

/**
 * @typedef {import("../lib/page-detect.js").Place & { course: string }} CoursePlace   course: empty in the list of courses
 * @typedef {import("./shared/badge-store.js").BadgeStore} BadgeStore
 * @typedef {import("./shared/course-store.js").CourseStore} CourseStore
 * @typedef {{ place: CoursePlace, badges: BadgeStore, courses: CourseStore }} Page   what the features of a page share; courses: in their list
 *
 * @typedef {object} Feature   what the file of a feature exports
 * @property {readonly CoursePlace["kind"][]} pages                on which it runs
 * @property {(page: Page, signal: AbortSignal) => void} start   undoes everything when `signal` aborts
 */

const ROWS = "content/rows.css";
const PANEL = "content/panel.css";
const SUMMARY = "content/summary.css";
const LIST = "content/list.css";

/** @type {readonly { name: string, reserves?: string, load: () => Promise<Feature> }[]} */
export const FEATURES = [
  { name: "course-list", reserves: LIST, load: () => import("./course-list.js") },
  { name: "course-summary", reserves: SUMMARY, load: () => import("./course-summary.js") },
  { name: "score-badges", reserves: ROWS, load: () => import("./score-badges.js") },
  { name: "submit-button", reserves: ROWS, load: () => import("./submit-button.js") },
  { name: "submit-panel", reserves: PANEL, load: () => import("./submit-panel.js") },
  { name: "submit-link", load: () => import("./submit-link.js") },
  { name: "submission-live", reserves: PANEL, load: () => import("./submission-live.js") },
  { name: "due-dates", reserves: ROWS, load: () => import("./due-dates.js") },
  { name: "feedback-panel", reserves: PANEL, load: () => import("./feedback-panel.js") },
  { name: "versions", reserves: PANEL, load: () => import("./versions.js") },
  { name: "history-receipts", load: () => import("./history-receipts.js") },
  { name: "downloads", reserves: PANEL, load: () => import("./downloads.js") },
];

const SETTING = "feature ";

/**
 * The setting that switches a feature on and off.
 * @param {string} name
 */
export function settingOf(name) {
  return SETTING + name;
}

/**
 * Whether a change of what is stored switches a feature on or off.
 * @param {Record<string, unknown>} changes  by name, as storage.onChanged gives them
 */
export function switchesFeature(changes) {
  return Object.keys(changes).some((name) => name.startsWith(SETTING));
}

/** The features that the user has not switched off. */
export async function featuresOn() {
  const stored = await api.storage.local.get(Object.fromEntries(FEATURES.map(({ name }) => [settingOf(name), true])));
  return FEATURES.filter(({ name }) => stored[settingOf(name)] === true);
}
