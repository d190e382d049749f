/** Last step: what became of the file, with the receipt that proves it, or loudly why not. */

import { task } from "../../lib/ask.js";
import { h, icon } from "../../lib/dom.js";
import { size } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { moment } from "../../lib/time.js";
import { errorView } from "../shared/error-view.js";
import { choose } from "./choose.js";
import { recheck } from "./confirm.js";

/** State of the receipt → how it is told. `sending` after an answer means that nobody knows yet. */
const TOLD = /** @type {Record<string, { tone: string, icon: "check" | "warning" }>} */ ({
  landed: { tone: "good", icon: "check" },
  accepted_ungraded: { tone: "warn", icon: "warning" },
  refused: { tone: "bad", icon: "warning" },
  not_landed: { tone: "bad", icon: "warning" },
  unknown: { tone: "warn", icon: "warning" },
  sending: { tone: "warn", icon: "warning" },
});

/**
 * @param {import("./dialog.js").Flow} flow
 * @param {import("../../lib/protocol.js").Receipt} receipt
 */
export function showReceipt(flow, receipt) {
  const { target } = flow;
  const told = TOLD[receipt.state] ?? TOLD.unknown;
  const words = receipt.version === null ? t(`receipt_${receipt.state}`) : t(`receipt_${receipt.state}_version`, receipt.version);
  const row = (/** @type {string} */ label, /** @type {import("../../lib/dom.js").Child} */ value) => [h("dt", {}, label), h("dd", {}, value)];
  flow.show(receipt.state === "landed" ? t("result_done") : t("result_look"), h("div", { class: "stack" },
    h("div", { class: `note ${told.tone}`, role: "status", "data-ac": "result", "data-state": receipt.state, "data-version": receipt.version },
      icon(told.icon),
      h("div", {}, h("p", {}, words), receipt.server_said && h("p", {}, t("server_said"), " ", h("span", { class: "said" }, receipt.server_said)))),
    h("dl", { "data-ac": "receipt" },
      ...row(t("assessment"), receipt.display_name),
      ...row(t("file"), `${receipt.filename} (${size(receipt.size)})`),
      ...row(t("sent_at"), moment(receipt.sent_at)),
      ...(receipt.server_filename ? row(t("server_filename"), receipt.server_filename) : []),
      ...row("SHA-256", h("span", { class: "sha", "data-ac": "sha256" }, receipt.sha256))),
    h("p", { class: "muted" }, t("receipt_kept")),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "link", "data-ac": "receipts", onclick: () => void task("open", { page: "receipts" }) }, t("all_receipts")),
      h("a", { class: "button", "data-ac": "history", href: assessmentUrl(target, "history") }, t("open_history")),
      h("button", { type: "button", class: "button primary", "data-ac": "done", onclick: flow.close }, t("done")))));
}

/**
 * @param {import("./dialog.js").Flow} flow
 * @param {import("../../lib/errors.js").Failure} why
 * @param {boolean} doubt  the file may have arrived all the same
 */
export function showFailure(flow, why, doubt) {
  const again = async () => {
    flow.check = await recheck(flow.target).catch(() => flow.check);
    choose(flow);
  };
  flow.show(t(doubt ? "result_look" : "result_failed"), h("div", { class: "stack" },
    doubt
      ? h("div", { class: "note warn", role: "alert", "data-ac": "doubt", "data-error": why.name }, icon("warning"),
        h("div", {}, h("p", {}, why.message), h("p", {}, t("receipt_unknown"))))
      : errorView(why),
    h("div", { class: "actions" },
      h("a", { class: "button", "data-ac": "history", href: assessmentUrl(flow.target, "history") }, t("open_history")),
      !doubt && h("button", { type: "button", class: "button", "data-ac": "again", onclick: again }, t("try_again")),
      h("button", { type: "button", class: "button primary", "data-ac": "done", onclick: flow.close }, t("close")))));
}
