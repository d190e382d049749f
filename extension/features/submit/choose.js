/** First step: the file, by choice or by dropping it, and the course's integrity affirmation. */

import { h, icon } from "../../lib/dom.js";
import { percent, size, who } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { clockNote, deadlineNote } from "./facts.js";
import { failure } from "../../lib/errors.js";
import { on } from "../../lib/on.js";
import { tar } from "../../lib/tar.js";
import { errorView } from "../shared/error-view.js";
import { wantedEnding } from "../shared/page-facts.js";
import { Chosen } from "../../lib/chosen.js";
import { objections } from "./precheck.js";

/** @param {import("./flow.js").Flow} flow */
export function choose(flow) {
  const { check } = flow;
  const input = h("input", { type: "file", multiple: archive(check) !== null, class: "hidden-words", id: "file", "data-ac": "file" });
  const words = h("span", { "aria-live": "polite", "data-ac": "chosen" });
  const drop = h("label", { class: "drop", for: "file", "data-ac": "drop" }, icon("upload"), " ", words, input);
  const affirm = h("input", { type: "checkbox", "data-ac": "affirm" });
  affirm.checked = flow.affirmed;
  const lacking = h("div", { class: "muted", role: "status", "data-ac": "lacking" });
  const next = () => {
    if (flow.file?.sha256 && flow.affirmed) return void flow.go("confirm");
    const [told, where] = !flow.file ? [t("file_first"), input] : !flow.affirmed ? [t("affirm_first"), affirm] : [t("read_first"), null];
    lacking.replaceChildren(told);
    where?.focus();
  };
  const go = h("button", { type: "button", class: "button primary", "data-ac": "continue", onclick: next }, t("continue"));
  const state = h("div", { class: "muted", "data-ac": "reading" });
  const doubts = h("div", { class: "stack", role: "status", "data-ac": "doubts" });
  const object = () => {
    const found = flow.file ? objections(flow.file, check, flow.earlier) : [];
    doubts.replaceChildren(...found.map(({ code, words: told }) => h("div", { class: "note warn", "data-ac": "objection", "data-code": code }, icon("warning"), h("p", {}, told))));
  };

  const refresh = () => {
    const { file } = flow;
    words.replaceChildren(h("span", {}, ...(file
      ? [h("strong", {}, file.name), ` (${size(file.size)})`, h("br"), flow.packed.length > 0 && h("span", { "data-ac": "packed" }, t("packed", flow.packed.join(", ")), h("br")), h("span", { class: "muted" }, t("choose_other"))]
      : [h("strong", {}, t("choose_file")), h("br"), h("span", { class: "muted" }, t("choose_note"))])));
    if (file) void copied(file);
    ready();
  };
  const ready = (read = false) => {
    go.ariaDisabled = flow.file?.sha256 && flow.affirmed ? null : "true"; // not `disabled`: it tells what is lacking
    lacking.replaceChildren();
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
  const take = (/** @type {File[]} */ files) => {
    if (!files.length) return;
    try {
      const file = one(files, check);
      given.abort();
      given = new AbortController();
      flow.file = new Chosen(file, AbortSignal.any([given.signal, flow.signal]));
      flow.packed = file === files[0] ? [] : files.map(({ name }) => name);
      refresh();
    } catch (thrown) {
      state.replaceChildren(errorView(thrown));
    }
  };
  let given = new AbortController();
  on(input, "change", () => take([...input.files ?? []]));
  flow.pasted = take;
  on(affirm, "change", () => {
    flow.affirmed = affirm.checked;
    ready();
  });
  affirm.addEventListener("click", (event) => event.isTrusted || event.preventDefault()); // what changes then is trusted
  acceptDrops(drop, (_, files) => take(files));
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
  lacking,
  h("div", { class: "actions" },
    h("button", { type: "button", class: "button", "data-ac": "cancel", onclick: flow.close }, t("cancel")), go));
  flow.show(t("submit_to", check.display_name), content);
}

/**
 * The archive that Autolab's form, or what was handed in before, asks for.
 * @param {import("./flow.js").Flow["check"]} check
 * @returns {string | null}  its ending; null: none, or one that is not made here
 */
function archive({ handin_hint: hint }) {
  const ending = wantedEnding() ?? hint;
  return ending === ".tar" ? ending : null;
}

/**
 * The one file that is handed in. Throws Failure where several are given and no archive is asked for, or none can be made.
 * @param {File[]} files
 * @param {import("./flow.js").Flow["check"]} check
 */
function one(files, check) {
  const [first] = files;
  if (files.length === 1 && first) return first;
  const ending = archive(check);
  if (ending === null) throw failure("one_file");
  return tar(files, `handin${ending}`);
}

/**
 * @param {HTMLElement} zone
 * @param {(file: File | undefined, files: File[]) => void} take
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
    const files = [...event.dataTransfer?.files ?? []];
    take(files[0], files);
  });
}
