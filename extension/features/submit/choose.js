/** First step: the file, by choice or by dropping it, and the course's integrity affirmation. */

import { h, icon } from "../../lib/dom.js";
import { percent, size, who } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { clockNote, deadlineNote } from "./facts.js";
import { on } from "../../lib/on.js";
import { errorView } from "../shared/error-view.js";
import { Chosen } from "../../lib/chosen.js";
import { objections } from "./precheck.js";

/** @param {import("./flow.js").Flow} flow */
export function choose(flow) {
  const { check } = flow;
  const input = h("input", { type: "file", class: "hidden-words", id: "file", "data-ac": "file" });
  const words = h("span", { "aria-live": "polite", "data-ac": "chosen" });
  const drop = h("label", { class: "drop", for: "file", "data-ac": "drop" }, icon("upload"), " ", words, input);
  const affirm = h("input", { type: "checkbox", "data-ac": "affirm" });
  affirm.checked = flow.affirmed;
  const next = () => void (flow.file?.sha256 && flow.affirmed && flow.go("confirm"));
  const go = h("button", { type: "button", class: "button primary", "data-ac": "continue", onclick: next }, t("continue"));
  const state = h("div", { class: "muted", "data-ac": "reading" });
  const doubts = h("div", { class: "stack", role: "status", "data-ac": "doubts" });
  const object = () => {
    const found = flow.file ? objections(flow.file, check, flow.earlier) : [];
    doubts.replaceChildren(...found.map(({ code, words: told }) => h("div", { class: "note warn", "data-ac": "objection", "data-code": code }, icon("warning"), h("p", {}, told))));
  };

  const refresh = () => {
    const { file } = flow;
    words.replaceChildren(...(file
      ? [h("strong", {}, file.name), ` (${size(file.size)})`, h("br"), h("span", { class: "muted" }, t("choose_other"))]
      : [h("strong", {}, t("choose_file")), h("br"), h("span", { class: "muted" }, t("choose_note"))]));
    if (file) void copied(file);
    ready();
  };
  const ready = (read = false) => {
    go.disabled = !flow.file?.sha256 || !flow.affirmed;
    if (read) state.replaceChildren();
    object();
  };
  /** Waits until the file has been read, and says so if that takes a while. @param {Chosen} file */
  const copied = async (file) => {
    const told = setInterval(() => flow.file === file && state.replaceChildren(t("reading_file", percent(file.progress))), 500);
    state.replaceChildren();
    try {
      await file.ready;
      if (flow.file === file) ready(true);
    } catch (thrown) {
      if (flow.file !== file || flow.signal.aborted) return;
      flow.file = null;
      refresh();
      state.replaceChildren(errorView(thrown));
    } finally {
      clearInterval(told);
    }
  };
  const take = (/** @type {File | undefined} */ file) => {
    if (!file) return;
    given.abort();
    given = new AbortController();
    flow.file = new Chosen(file, AbortSignal.any([given.signal, flow.signal]));
    refresh();
  };
  let given = new AbortController();
  on(input, "change", () => take(input.files?.[0]));
  on(affirm, "change", () => {
    flow.affirmed = affirm.checked;
    ready();
  });
  affirm.addEventListener("click", (event) => event.isTrusted || event.preventDefault()); // what changes then is trusted
  acceptDrops(drop, take);
  refresh();

  const content = h("div", { class: "stack" },
  h("p", { class: "muted" }, check.course_display_name, h("br"), h("span", { "data-ac": "for-account" }, t("for_account", who(check.account)))),
  deadlineNote(check),
  ...clockNote(check),
  drop,
  state,
  doubts,
  check.handin_hint && h("p", { class: "muted", "data-ac": "hint" }, t("handin_hint", check.handin_hint)),
  h("label", { class: "affirm" }, affirm, h("span", {}, t("affirmation"))),
  h("div", { class: "actions" },
    h("button", { type: "button", class: "button", "data-ac": "cancel", onclick: flow.close }, t("cancel")), go));
  flow.show(t("submit_to", check.display_name), content);
}

/**
 * @param {HTMLElement} zone
 * @param {(file: File | undefined) => void} take
 */
export function acceptDrops(zone, take) {
  const over = (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  };
  on(zone, "dragenter", over);
  on(zone, "dragover", over);
  on(zone, "dragleave", () => zone.classList.remove("over"));
  on(zone, "drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(event.dataTransfer?.files[0]);
  });
}
