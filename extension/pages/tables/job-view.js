/** One table compared with the course: what would be changed, how far it has come, what became of it. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { points } from "../../lib/format.js";
import { plural, t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { errorView } from "../../features/shared/error-view.js";
import { saveText } from "../shared/save.js";
import { lineList } from "./line-list.js";
import { understoodView } from "./understood.js";

/**
 * @typedef {import("../../lib/protocol.js").StaffJob} StaffJob
 * @typedef {import("../../lib/protocol.js").LineState} LineState
 * @typedef {{ changed: (job: StaffJob) => void, forgotten: () => void }} How
 */

const COUNTS = /** @type {const} */ (["add", "change", "drop", "create", "dissolve", "same", "suspicious", "cannot"]);
/** Files about what was sent, and when there is anything in them. */
const FILES = /** @type {Record<"undo" | "outcome" | "unknown", (job: StaffJob) => boolean>} */ ({
  undo: ({ lines }) => lines.done > 0, outcome: () => true, unknown: ({ kind, lines }) => kind === "roster" && lines.failed > 0,
});
/** What is listed of a job in each state, under which heading. */
const LISTS = /** @type {Record<StaffJob["state"], [string, LineState[]][]>} */ ({
  preview: [["cannot", ["cannot"]], ["planned", ["planned"]]],
  running: [],
  paused: [["failed", ["failed"]], ["open", ["waiting", "sending"]]],
  done: [["failed", ["failed"]], ["cannot", ["cannot"]], ["done", ["done"]]],
  cancelled: [["failed", ["failed"]], ["done", ["done"]], ["not_sent", ["cancelled"]]],
});

/**
 * @param {StaffJob} job
 * @param {How} how
 */
export function jobView(job, how) {
  const told = h("div", { "aria-live": "polite" });
  /** @param {(signal: AbortSignal) => Promise<StaffJob | void>} work */
  const run = async (work) => {
    try {
      const next = await patiently(told, work);
      if (next) how.changed(next);
    } catch (thrown) {
      told.replaceChildren(errorView(thrown));
    }
  };
  const about = { server: job.server, job: job.job };
  /** @type {Set<number>} */
  const leftOut = new Set();
  const send = h("button", { type: "button", class: "button primary", "data-ac": "confirm", onclick: () =>
    run((signal) => ask("staff.confirm", { ...about, digest: job.digest, leave_out: [...leftOut] }, signal)) });
  const count = () => {
    const sent = job.lines.planned - leftOut.size;
    send.textContent = plural("tables_confirm", sent);
    send.disabled = sent === 0;
  };
  count();
  const button = (/** @type {string} */ name, /** @type {() => unknown} */ onclick) => h("button", { type: "button", class: "button", "data-ac": name, onclick }, t(`tables_${name}`));
  const forget = async () => {
    await ask("staff.forget", about);
    how.forgotten();
  };
  const stop = button("stop", () => run((signal) => ask("staff.cancel", about, signal)));
  const buttons = {
    preview: [send, button("discard", () => run(forget))],
    running: [stop],
    paused: [button("resume", () => run((signal) => ask("staff.resume", about, signal))), stop],
    done: [button("forget", () => run(forget))],
    cancelled: [button("forget", () => run(forget))],
  }[job.state];
  const sent = !["preview", "running"].includes(job.state);
  return h("div", { class: "card stack", "data-ac": "job", "data-state": job.state, "data-job": job.job },
    h("h2", { class: "file-name" }, job.filename || t("tables_pasted")),
    h("p", {}, h("strong", {}, t(`tables_state_${job.state}`)), " ", t(`tables_state_${job.state}_words`)),
    job.state === "preview" ? countsView(job) : progressView(job),
    job.error && errorView(new Failure(job.error)),
    understoodView(job.table),
    told,
    h("div", { class: "row" }, ...buttons, ...(sent ? filesOf(job, run) : [])),
    ...LISTS[job.state].map(([name, states]) => listView(job, name, states, name === "planned" ? { leftOut, changed: count } : {})));
}

/**
 * How far it is, to be drawn again and again without losing what the user does on the page.
 * @param {StaffJob} job
 */
export function progressView({ lines }) {
  const total = lines.done + lines.failed + lines.waiting + lines.sending + lines.cancelled;
  const ended = lines.done + lines.failed;
  return h("div", { class: "stack", "data-ac": "progress" },
    h("progress", { max: Math.max(total, 1), value: ended, "aria-label": t("tables_progress") }),
    h("p", { role: "status" }, t("tables_progress_words", points(ended), points(total)), lines.failed > 0 && ` ${plural("tables_failed", lines.failed)}`));
}

/** @param {StaffJob} job */
function countsView({ counts }) {
  const some = COUNTS.filter((name) => counts[name] > 0);
  return h("ul", { class: "counts", "data-ac": "counts" }, ...some.map((name) =>
    h("li", { "data-count": name }, h("b", {}, points(counts[name])), ` ${t(`tables_count_${name}`)}`)));
}

/**
 * @param {StaffJob} about
 * @param {(work: () => Promise<void>) => Promise<void>} run
 */
function filesOf(about, run) {
  const { server, job } = about;
  const wanted = /** @type {(keyof typeof FILES)[]} */ (Object.keys(FILES)).filter((what) => FILES[what](about));
  return wanted.map((what) => h("button", { type: "button", class: "button small", "data-ac": `save-${what}`, onclick: () => run(async () => {
    const { filename, content } = await ask("staff.file", { server, job, what });
    saveText(filename, content, "text/csv");
  }) }, t(`tables_save_${what}`)));
}

/**
 * @param {StaffJob} job
 * @param {string} name
 * @param {LineState[]} states
 * @param {{ leftOut?: Set<number>, changed?: () => void }} choosing
 */
function listView(job, name, states, choosing) {
  const many = states.reduce((sum, state) => sum + job.lines[state], 0);
  if (!many) return null;
  const heading = h("h3", {}, `${t(`tables_list_${name}`)} (${points(many)})`);
  if (["planned", "failed"].includes(name)) return h("section", { class: "stack" }, heading, lineList(job, { states, name, ...choosing }));
  const details = h("details", { "data-ac": `fold-${name}`, ontoggle: () => {
    if (details.open && details.childElementCount === 1) details.append(lineList(job, { states, name }));
  } }, h("summary", {}, ...heading.childNodes));
  return details;
}
