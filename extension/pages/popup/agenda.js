/** The coming course deadlines over all servers, what is still to do first, and the same as a calendar file. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { language, t } from "../../lib/i18n.js";
import { assessmentUrl, quizUrl, submitUrl } from "../../lib/page-detect.js";
import { patiently } from "../../lib/patience.js";
import { read } from "../../lib/read.js";
import { closing, moment, relative, serverNow } from "../../lib/time.js";
import { scoreSoFar } from "../../features/shared/badge-words.js";
import { errorView } from "../../features/shared/error-view.js";
import { saveText } from "../shared/save.js";
import { toDoFirst } from "./known.js";

const SHOWN = 6;

/** @typedef {import("../../lib/protocol.js").Deadline} Deadline */

/** @param {() => void} told  whenever the host has told more */
export function agenda(told) {
  const list = h("div", { class: "stack", "data-ac": "agenda" }, h("p", { class: "muted" }, t("loading")));
  const trouble = h("div", { class: "stack", "data-ac": "server-trouble" });
  /** @param {import("../../lib/protocol.js").AgendaData} data */
  const show = ({ items, errors }) => {
    trouble.replaceChildren(...once(errors.filter(isNews)).map(({ server, error }) => h("div", { "data-server": server }, errorView(new Failure(error)))));
    list.replaceChildren(...entries(items));
    told();
  };
  /** What was known before still stands below. @param {unknown} thrown */
  const fail = (thrown) => {
    trouble.replaceChildren(errorView(thrown));
    if (!list.querySelector('[data-ac="deadline"]')) list.replaceChildren();
  };
  void read("agenda", {}, show, fail, new AbortController().signal, list);
  return h("div", {}, h("h2", {}, t("agenda")), trouble, list);
}

/** Autolab lists disabled courses among the current ones; that they have no deadlines is no trouble. @param {{ error: import("../../lib/protocol.js").ErrorObject }} failed */
function isNews({ error }) {
  return error.data.name !== "course_disabled";
}

/**
 * A server that is down fails for each of its courses, and is told once.
 * @param {import("../../lib/protocol.js").AgendaFailure[]} failures
 */
function once(failures) {
  return [...new Map(failures.map((failed) => [JSON.stringify([failed.server, failed.error.data.name]), failed])).values()];
}

/** @param {Deadline[]} items */
function entries(items) {
  // A late one is due, by what is left of it, when the course stops taking late work.
  const deadlines = toDoFirst(items.filter(({ to_do: toDo, late }) => toDo || !late).map((each) => ({ ...each, at: each.late ? closing(each) : each.due_at })).filter(({ at }) => at));
  if (!deadlines.length) return [h("p", { class: "muted" }, t("agenda_empty"))];
  const status = h("div", { "aria-live": "polite" });
  const calendar = async () => {
    try {
      const { filename, text } = await patiently(status, (signal) => ask("agenda.ics", { language: language() }, signal));
      saveText(filename, text, "text/calendar");
    } catch (thrown) {
      status.replaceChildren(errorView(thrown));
    }
  };
  return [
    ...deadlines.slice(0, SHOWN).map(({ at, late, ...each }) => h("div", { class: "small", "data-ac": "deadline", "data-to-do": String(each.to_do) },
      each.to_do && h("a", { class: "button small quick", href: each.quiz ? quizUrl(each) : submitUrl(each), target: "_blank", rel: "noreferrer", "data-ac": "quick-submit", "aria-label": t(each.quiz ? "answer_quiz_of" : "submit_to", each.display_name) }, t(each.quiz ? "answer_quiz" : "submit")),
      h("a", { href: assessmentUrl(each), target: "_blank", rel: "noreferrer" }, each.display_name), " ",
      done(each) ?? h("strong", {}, t(late ? "late_until" : "due_in", relative(at ?? "", serverNow(each.clock_ahead ?? 0)))), h("br"),
      ...(each.to_do && each.state === null ? [h("span", { class: "muted", "data-ac": "deadline-unknown" }, t("agenda_unknown")), h("br")] : []),
      ...(each.state === "in_doubt" ? [h("span", { "data-ac": "deadline-doubt" }, t("state_pending")), h("br")] : []),
      h("span", { class: "muted" }, moment(at ?? ""), h("br"), each.course_display_name))),
    h("p", { class: "muted small" }, t("agenda_note")),
    h("button", { type: "button", class: "link small", "data-ac": "ics", onclick: calendar }, t("agenda_ics")), status,
  ];
}

/** What became of it, for what is handed in. @param {Pick<Deadline, "state" | "score" | "total" | "complete">} deadline */
function done({ state, score, total, complete }) {
  const words = { score: () => scoreSoFar({ score, total, complete }), submitted: () => t("badge_submitted"), unreleased: () => t("badge_unreleased") };
  const told = state && state in words ? words[/** @type {keyof typeof words} */ (state)]() : null;
  return told && h("span", { class: "muted", "data-ac": "deadline-done" }, told);
}
