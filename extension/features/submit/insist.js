/** A question between two steps: whether to send in spite of what the host has found in the whole file. */

import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { guardedButton } from "./guard.js";

/**
 * Asks once more when only the whole file shows that something is wrong: it was submitted before, or is empty.
 * @param {import("./flow.js").Flow} flow
 * @param {import("../../lib/errors.js").Failure} doubt
 * @returns {Promise<boolean>}
 */
export function insist(flow, doubt) {
  return new Promise((resolve) => {
    const last = guardedButton(flow, "insist-yes", t("submit_anyway"), () => resolve(true));
    flow.show(t("insist_heading"), h("div", { class: "stack" },
      h("div", { class: "note warn", "data-ac": "insist", "data-error": doubt.name }, icon("warning"), h("div", {}, h("p", {}, doubt.message), h("p", {}, doubt.remedy))),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "button", "data-ac": "insist-no", onclick: () => resolve(false) }, t("do_not_submit")),
        last.button),
      last.trouble));
    flow.signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}
