/** Second step: everything that decides whether this is the right file for the right place, before anything is sent. */

import { h, icon } from "../../lib/dom.js";
import { size, who } from "../../lib/format.js";
import { spokenWarning } from "../../lib/host-words.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { moment, relative } from "../../lib/time.js";
import { errorView } from "../shared/error-view.js";
import { applying, deadline, graceWords, versionsLeft } from "./facts.js";
import { guardedButton } from "./guard.js";
import { Upload } from "./upload.js";

/** @param {import("./flow.js").Flow} flow */
export async function confirm(flow) {
  const { check, target, file, signal } = flow;
  const back = () => flow.go("choose");
  if (!file) return;
  const heading = t("confirm_heading");
  const loading = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "muted", role: "status" }, t("loading")));
  flow.show(heading, loading);
  try {
    const upload = await patiently(loading, (patience) => Upload.begin(target, file, patience), signal);
    flow.onLeave(() => upload.abandon());
    if (signal.aborted) return upload.abandon();
    flow.show(heading, summary(flow, file, upload, () => {
      upload.abandon();
      back();
    }));
  } catch (thrown) {
    const again = h("button", { type: "button", class: "button", "data-ac": "back", onclick: back }, t("back"));
    if (!signal.aborted) flow.show(t("submit_to", check.display_name), h("div", { class: "stack" }, errorView(thrown), h("div", { class: "actions" }, again)));
  }
}

/**
 * @param {import("./flow.js").Flow} flow
 * @param {import("../../lib/chosen.js").Chosen} file
 * @param {Upload} upload
 * @param {() => void} back
 */
function summary(flow, file, upload, back) {
  const { check } = flow;
  const empty = file.size === 0;
  const { due, late, own } = deadline(check);
  const warnings = applying(check, upload.warnings).map(spokenWarning);
  if (empty && !upload.warnings.some(({ code }) => /empty/.test(code))) warnings.push(t("warning_empty"));
  const grace = graceWords(check);
  if (grace) warnings.unshift(grace);
  const until = due ? [moment(due), h("span", { class: "muted" }, ` (${relative(due)})`)] : [t("no_deadline")];
  const row = (/** @type {string} */ name, /** @type {string} */ label, /** @type {import("../../lib/dom.js").Child[]} */ ...value) => [
    h("dt", {}, label), h("dd", { "data-ac": `confirm-${name}` }, ...value),
  ];
  const last = guardedButton(flow, "confirm", late ? t("submit_late") : t("submit"), () => flow.go("send", upload, empty ? ["empty"] : []));
  return h("div", { class: "stack" },
    h("dl", {},
      ...row("account", t("account"), who(check.account)),
      ...row("course", t("course"), check.course_display_name),
      ...row("assessment", t("assessment"), check.display_name),
      ...row("file", t("file"), file.name, flow.packed.length > 0 && h("span", { class: "muted" }, ` ${t("packed", flow.packed.join(", "))}`)),
      ...row("size", t("size"), size(file.size)),
      ...row("deadline", t(own ? "own_deadline" : "course_deadline"), ...until),
      ...row("versions", t("versions"), versionsLeft(check))),
    ...warnings.map((words) => h("div", { class: "note warn", "data-ac": "warning" }, icon("warning"), h("p", {}, words))),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "button", "data-ac": "back", onclick: back }, t("back")),
      last.button),
    last.trouble);
}
