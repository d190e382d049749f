/** Last step: what happened to the file, with the receipt that proves it, or clearly why it was not submitted. */

import { ask, task } from "../../lib/ask.js";
import { copyButton } from "../../lib/copy-button.js";
import { h, icon } from "../../lib/dom.js";
import { size } from "../../lib/format.js";
import { spokenWarning } from "../../lib/host-words.js";
import { t } from "../../lib/i18n.js";
import { on } from "../../lib/on.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { moment } from "../../lib/time.js";
import { errorView } from "../shared/error-view.js";
import { answerQuiz } from "../shared/quiz.js";

/** Failures after which we must not say "not submitted": the server may have the file, or have counted it. */
const UNSURE = new Set(["outcome_unknown", "not_listed_yet", "file_not_stored"]);

/**
 * @param {import("./flow.js").Flow} flow
 * @param {import("../../lib/protocol.js").Receipt} receipt
 */
export function showReceipt(flow, receipt) {
  const { target } = flow;
  const certain = receipt.state === "landed"; // the others are: appeared, accepted_ungraded
  const appeared = receipt.version_created_at ? moment(receipt.version_created_at) : "?";
  const words = receipt.version === null ? t(`receipt_${receipt.state}`) : t(`receipt_${receipt.state}_version`, receipt.version, appeared);
  const row = (/** @type {string} */ label, /** @type {import("../../lib/dom.js").Child[]} */ ...value) => [h("dt", {}, label), h("dd", {}, ...value)];
  flow.show(certain ? t("result_done") : t("result_look"), h("div", { class: "stack" },
    h("div", { class: `note ${certain ? "good" : "warn"}`, role: "status", "data-ac": "result", "data-state": receipt.state, "data-version": receipt.version },
      icon(certain ? "check" : "warning"),
      h("div", {}, h("p", {}, words), receipt.server_said && h("p", {}, t("server_said"), " ", h("span", { class: "said" }, receipt.server_said)))),
    h("dl", { "data-ac": "receipt" },
      ...row(t("account"), receipt.account),
      ...row(t("assessment"), receipt.display_name),
      ...row(t("file"), `${receipt.filename} (${size(receipt.size)})`),
      ...row(t("sent_at"), moment(receipt.sent_at)),
      ...(receipt.server_filename ? row(t("server_filename"), receipt.server_filename) : []),
      ...row("SHA-256", h("span", { class: "sha", "data-ac": "sha256" }, receipt.sha256), " ", copyButton(receipt.sha256, "SHA-256"))),
    h("p", { class: "muted" }, t("receipt_kept")),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "link", "data-ac": "receipts", onclick: () => void task("open", { page: "receipts" }) }, t("all_receipts")),
      h("a", { class: "button", "data-ac": "history", href: assessmentUrl(target, "history") }, t("open_history")),
      h("button", { type: "button", class: "button primary", "data-ac": "done", onclick: flow.close }, t("done")))));
}

/**
 * @param {import("./flow.js").Flow} flow
 * @param {import("../../lib/errors.js").Failure} why
 * @param {boolean} doubt  the file may have arrived all the same
 */
export function showFailure(flow, why, doubt) {
  const again = async () => {
    flow.check = await ask("submit.check", { ...flow.target }).catch(() => flow.check);
    flow.go("choose");
  };
  if (doubt) void flow.badges.refresh(); // who told the page has gone
  const unsure = doubt || UNSURE.has(why.name);
  const quiz = why.name === "embedded_quiz";
  flow.show(t(unsure ? "result_look" : "result_failed"), h("div", { class: "stack" },
    doubt
      ? h("div", { class: "note warn", role: "alert", "data-ac": "doubt", "data-error": why.name }, icon("warning"),
        h("div", {}, h("p", {}, why.message), h("p", {}, t("receipt_unknown"))))
      : errorView(why),
    h("div", { class: "actions" },
      h("a", { class: "button", "data-ac": "history", href: assessmentUrl(flow.target, "history") }, t("open_history")),
      why.name === "handin_failed" && h("a", { class: "button", "data-ac": "assessment", href: assessmentUrl(flow.target) }, t("open_assessment")),
      h("button", { type: "button", class: unsure ? "button primary" : "button", "data-ac": "done", onclick: flow.close }, t("close")),
      quiz && quizLink(flow),
      !unsure && !quiz && h("button", { type: "button", class: "button primary", "data-ac": "again", onclick: again }, t("try_again")))));
}

/** What is answered on its own page needs no file. @param {import("./flow.js").Flow} flow */
export function showQuiz(flow) {
  const { check } = flow;
  flow.show(t("submit_to", check.display_name), h("div", { class: "stack" },
    ...check.warnings.filter(({ code }) => code === "quiz").map((warning) => h("p", { "data-ac": "quiz" }, spokenWarning(warning))),
    h("div", { class: "actions" }, h("button", { type: "button", class: "button", "data-ac": "cancel", onclick: flow.close }, t("cancel")), quizLink(flow))));
}

/** It may lead to what lies below the dialog. @param {import("./flow.js").Flow} flow */
function quizLink(flow) {
  const link = answerQuiz(flow.target);
  on(link, "click", flow.close);
  return link;
}
