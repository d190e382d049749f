/** Finding an assessment among all that is remembered, over all servers and courses, and the latest scores there. */

import { ask } from "../../lib/ask.js";
import { h, redraw } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { scoreSoFar } from "../../features/shared/badge-words.js";
import { errorView } from "../../features/shared/error-view.js";

const FOUND = 8;
const SCORES = 3;

/** @typedef {import("../../lib/protocol.js").Deadline} Known */

/** @typedef {{ all: () => Promise<Known[]>, follow: (draw: () => void) => void, renew: () => void }} AllKnown */

/**
 * All that is remembered, asked once for whoever wants it; again only after a failure, and when more has become known.
 * @returns {AllKnown}
 */
export function allKnown() {
  /** @type {Promise<Known[]> | undefined} */
  let asked;
  /** @type {(() => void)[]} */
  const followers = [];
  return {
    all: () => {
      const now = asked ??= ask("agenda.all").then(({ items }) => items, (thrown) => {
        if (asked === now) asked = undefined;
        throw thrown;
      });
      return now;
    },
    follow: (draw) => void followers.push(draw),
    renew: () => {
      asked = undefined;
      for (const draw of followers) draw();
    },
  };
}

/** What is still to do first. @template {{ to_do: boolean }} T @param {T[]} items */
export function toDoFirst(items) {
  return [...items.filter(({ to_do: toDo }) => toDo), ...items.filter(({ to_do: toDo }) => !toDo)];
}

/** @param {AllKnown} known */
export function search({ all, follow }) {
  const found = h("ul", { class: "plain", "data-ac": "found", hidden: true });
  const said = h("p", { class: "hidden-words", role: "status" });
  const field = h("input", { type: "search", "data-ac": "search", placeholder: t("search"), "aria-label": t("search"), autocomplete: "off", spellcheck: "false", oninput: () => void look() });
  const look = async () => {
    try {
      show(matching(await all(), field.value));
    } catch (thrown) {
      found.hidden = false;
      found.dataset.key = "";
      found.replaceChildren(h("li", {}, errorView(thrown)));
    }
  };
  follow(() => void (field.value && look()));
  /** @param {Known[]} items */
  const show = (items) => {
    found.hidden = field.value.trim() === "";
    redraw(found, JSON.stringify(items), () => (items.length ? items.slice(0, FOUND).map((item) => h("li", { "data-ac": "hit" }, entry(item))) : [h("li", { class: "muted" }, t("search_none"))]));
    const words = found.hidden ? "" : t("search_found", items.length);
    if (said.textContent !== words) said.textContent = words;
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

/** The scores of the latest deadlines; when a score was released, Autolab does not tell. @param {AllKnown} known */
export function scores({ all, follow }) {
  const place = h("div", { class: "stack", "data-ac": "scores" });
  const draw = () => all().then((items) => {
    const latest = items.filter(({ state }) => state === "score").sort((a, b) => due(b) - due(a)).slice(0, SCORES);
    redraw(place, JSON.stringify(latest), () => (latest.length ? [
      h("h2", {}, t("latest_scores")), h("ul", { class: "plain" }, ...latest.map((item) => h("li", { "data-ac": "latest-score" }, entry(item)))),
      h("p", { class: "muted small" }, t("badge_before_adjustments")),
    ] : []));
  }, () => null); // the agenda beside it says what is wrong
  follow(draw);
  void draw();
  return place;
}

/** @param {Known} item */
function due({ due_at: at }) {
  return at ? Date.parse(at) : 0;
}

/** @param {Known} item */
function entry(item) {
  const state = item.state === "score" ? scoreSoFar(item) : item.to_do ? t("to_do") : null;
  return h("div", { class: "small spread" },
    h("div", {}, h("a", { href: assessmentUrl(item), target: "_blank", rel: "noreferrer" }, item.display_name), h("br"), h("span", { class: "muted" }, item.course_display_name)),
    state && h("strong", {}, state));
}
