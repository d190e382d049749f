/** Finding an assessment among all that is remembered, over all servers and courses, and the latest scores there. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { scoreText } from "../../features/shared/badge-words.js";
import { errorView } from "../../features/shared/error-view.js";

const FOUND = 8;
const SCORES = 3;

/** @typedef {import("../../lib/protocol.js").Deadline} Known */

/**
 * All that is remembered, asked once for whoever wants it; again only after a failure.
 * @returns {() => Promise<Known[]>}
 */
export function allKnown() {
  /** @type {Promise<Known[]> | undefined} */
  let asked;
  return () => (asked ??= ask("agenda.all").then(({ items }) => items, (thrown) => {
    asked = undefined;
    throw thrown;
  }));
}

/** What is still to do first. @template {{ to_do: boolean }} T @param {T[]} items */
export function toDoFirst(items) {
  return [...items.filter(({ to_do: toDo }) => toDo), ...items.filter(({ to_do: toDo }) => !toDo)];
}

/** @param {() => Promise<Known[]>} all */
export function search(all) {
  const found = h("ul", { class: "plain", "data-ac": "found", hidden: true });
  const said = h("p", { class: "hidden-words", role: "status" });
  const field = h("input", { type: "search", "data-ac": "search", placeholder: t("search"), "aria-label": t("search"), autocomplete: "off", spellcheck: "false", oninput: async () => {
    try {
      show(matching(await all(), field.value));
    } catch (thrown) {
      found.hidden = false;
      found.replaceChildren(h("li", {}, errorView(thrown)));
    }
  } });
  /** @param {Known[]} items */
  const show = (items) => {
    found.hidden = field.value.trim() === "";
    found.replaceChildren(...items.slice(0, FOUND).map((item) => h("li", { "data-ac": "hit" }, entry(item))), ...(items.length ? [] : [h("li", { class: "muted" }, t("search_none"))]));
    said.textContent = found.hidden ? "" : t("search_found", items.length);
  };
  return h("div", {}, field, said, found);
}

/**
 * Those whose names contain every word that was typed; what is still to do first.
 * @param {Known[]} items
 * @param {string} typed
 */
export function matching(items, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const text = (/** @type {Known} */ each) => fold([each.display_name, each.assessment, each.course_display_name, each.course, each.server].join(" "));
  if (!words.length) return [];
  return toDoFirst(items.filter((each) => words.every((word) => text(each).includes(word))));
}

/** As people type it: without capitals and accents. @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replaceAll(/\p{Mark}/gu, "").toLowerCase();
}

/** The scores of the latest deadlines; when a score was released, Autolab does not tell. @param {() => Promise<Known[]>} all */
export function scores(all) {
  const place = h("div", { class: "stack", "data-ac": "scores" });
  void all().then((items) => {
    const latest = items.filter(({ state }) => state === "score").sort((a, b) => due(b) - due(a)).slice(0, SCORES);
    if (latest.length) place.replaceChildren(h("h2", {}, t("latest_scores")), h("ul", { class: "plain" }, ...latest.map((item) => h("li", { "data-ac": "latest-score" }, entry(item)))));
  }, () => null); // the agenda beside it says what is wrong
  return place;
}

/** @param {Known} item */
function due({ due_at: at }) {
  return at ? Date.parse(at) : 0;
}

/** @param {Known} item */
function entry(item) {
  const state = item.state === "score" ? scoreText(item) : item.to_do ? t("to_do") : null;
  return h("div", { class: "small spread" },
    h("div", {}, h("a", { href: assessmentUrl(item), target: "_blank", rel: "noreferrer" }, item.display_name), h("br"), h("span", { class: "muted" }, item.course_display_name)),
    state && h("strong", {}, state));
}
