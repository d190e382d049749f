/** What only the options page does with a server: staff tools, and forgetting it. */

import { ask, task } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { errorView } from "../../features/shared/error-view.js";
import { STAFF } from "../shared/sign-in.js";

/**
 * @param {import("../shared/overview.js").ServerView} view
 * @param {() => Promise<void>} changed
 */
export function serverTools({ server, label, staff_tools: staff, session }, changed) {
  const status = h("div", { "aria-live": "polite" });
  const tell = (/** @type {unknown} */ thrown) => status.replaceChildren(errorView(thrown));
  const box = h("input", { type: "checkbox", "data-ac": "staff-tools" });
  box.checked = staff;
  box.addEventListener("change", () => {
    ask("servers.set_staff_tools", { server, on: box.checked }).then(changed, (thrown) => {
      box.checked = staff;
      tell(thrown);
    });
  });
  const remove = async () => {
    if (globalThis.confirm(t("remove_really", label))) await patiently(status, (signal) => task("server.remove", { server }, signal)).then(changed, tell);
  };
  return h("div", { class: "stack small", "data-ac": "server-tools", "data-server": server },
    h("label", { class: "check" }, box, t("staff_tools")),
    staff && session?.account && !session.scope.includes(STAFF) && h("p", { class: "note warn" }, t("staff_again")),
    h("div", {}, h("button", { type: "button", class: "button small", "data-ac": "remove", onclick: remove }, t("remove"))),
    status);
}
