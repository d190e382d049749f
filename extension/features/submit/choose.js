/** First step: the file, by choice or by dropping it, and the course's integrity affirmation. */

import { h, icon } from "../../lib/dom.js";
import { size, who } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { clockNote, deadlineNote } from "./facts.js";
import { on } from "../../lib/on.js";
import { confirm } from "./confirm.js";

/** @param {import("./dialog.js").Flow} flow */
export function choose(flow) {
  const { check } = flow;
  const input = h("input", { type: "file", class: "hidden-words", id: "file", "data-ac": "file" });
  const words = h("span", { "aria-live": "polite", "data-ac": "chosen" });
  const drop = h("label", { class: "drop", for: "file", "data-ac": "drop" }, icon("upload"), " ", words, input);
  const affirm = h("input", { type: "checkbox", "data-ac": "affirm" });
  affirm.checked = flow.affirmed;
  const go = h("button", { type: "submit", class: "button primary", "data-ac": "continue" }, t("continue"));

  const refresh = () => {
    words.replaceChildren(...(flow.file
      ? [h("strong", {}, flow.file.name), ` (${size(flow.file.size)})`, h("br"), h("span", { class: "muted" }, t("choose_other"))]
      : [h("strong", {}, t("choose_file")), h("br"), h("span", { class: "muted" }, t("choose_note"))]));
    flow.affirmed = affirm.checked;
    go.disabled = !flow.file || !flow.affirmed;
  };
  const take = (/** @type {File | undefined} */ file) => {
    flow.file = file ?? flow.file;
    refresh();
  };
  on(input, "change", () => take(input.files?.[0]));
  on(affirm, "change", refresh);
  acceptDrops(drop, take);
  refresh();

  const form = h("form", {
    class: "stack", onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      if (!go.disabled) void confirm(flow, () => choose(flow));
    },
  },
  h("p", { class: "muted" }, check.course_display_name, h("br"), h("span", { "data-ac": "for-account" }, t("for_account", who(check.account)))),
  deadlineNote(check),
  ...clockNote(check),
  drop,
  check.handin_hint && h("p", { class: "muted", "data-ac": "hint" }, t("handin_hint", check.handin_hint)),
  h("label", { class: "affirm" }, affirm, h("span", {}, t("affirmation"))),
  h("div", { class: "actions" },
    h("button", { type: "button", class: "button", "data-ac": "cancel", onclick: flow.close }, t("cancel")), go));
  flow.show(t("submit_to", check.display_name), form);
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
