/** One server: whether its pages may be read, who is signed in, and the way in or out. */

import { api } from "../../lib/api.js";
import { ask } from "../../lib/ask.js";
import { h, icon } from "../../lib/dom.js";
import { spoken } from "../../lib/host-words.js";
import { t } from "../../lib/i18n.js";
import { patternFor } from "../../lib/origin.js";
import { patiently } from "../../lib/patience.js";
import { errorView } from "../../features/shared/error-view.js";
import { scopeList } from "./scope-list.js";
import { STAFF, signInView } from "./sign-in.js";

/**
 * @param {import("./overview.js").ServerView} view
 * @param {import("../../background/sign-in.js").Attempt | undefined} attempt
 * @param {() => Promise<void>} changed
 */
export function serverCard(view, attempt, changed) {
  const { server, label, session, allowed } = view;
  const host = new URL(server).host;
  return h("article", { class: "card stack", "data-ac": "server-card", "data-server": server, "data-signed-in": String(Boolean(session?.account)) },
    h("div", {}, h("h3", {}, h("a", { href: `${server}/courses`, target: "_blank", rel: "noreferrer" }, label)),
      label !== host && h("p", { class: "muted small" }, host)),
    !allowed && allowView(server),
    session?.account && !attempt ? signedInView(session, view.staff_tools, changed) : signInView(view, attempt, changed));
}

/** @param {string} server */
export function allowView(server) {
  return h("div", { class: "note warn" }, icon("warning"), h("div", {}, h("p", {}, t("not_allowed")),
    h("p", {}, h("button", {
      type: "button", class: "button small", "data-ac": "allow",
      onclick: () => api.permissions.request({ origins: [patternFor(server)] }), // the worker hears of the grant
    }, t("allow")))));
}

/**
 * @param {import("../../lib/protocol.js").Session} session
 * @param {boolean} staff  whether the user has switched staff tools on
 * @param {() => Promise<void>} changed
 */
function signedInView({ server, account, scope }, staff, changed) {
  const status = h("div", { "aria-live": "polite" });
  const out = async () => {
    try {
      const { warning, cause } = await patiently(status, (signal) => ask("sign_out", { server }, signal));
      await changed(); // draws this card anew
      if (warning && cause) warn(server, warning, cause);
    } catch (thrown) {
      status.replaceChildren(errorView(thrown));
    }
  };
  const name = [account?.first_name, account?.last_name].filter(Boolean).join(" ");
  return h("div", { class: "stack" },
    h("div", { class: "spread" },
      h("div", { "data-ac": "account" }, h("p", {}, t("signed_in_as"), " ", h("strong", {}, name || account?.email)), name && h("p", { class: "muted small" }, account?.email)),
      h("button", { type: "button", class: "button small", "data-ac": "sign-out", onclick: out }, t("sign_out"))),
    status,
    staff && scope.includes(STAFF) && h("div", { class: "row" }, ...["tables", "roster"].map((page) => h("a", {
      class: "button small", href: `../${page}/${page}.html?server=${encodeURIComponent(server)}`, target: "_blank", "data-ac": page,
    }, t(`open_${page}`)))),
    h("details", { class: "small" }, h("summary", {}, t("granted")), scopeList(scope)));
}

/**
 * What signing out could not do, on the card as it is now.
 * @param {string} server
 * @param {import("../../lib/protocol.js").ErrorObject} warning
 * @param {import("../../lib/protocol.js").ErrorObject} cause
 */
function warn(server, warning, cause) {
  const { message, remedy } = spoken(warning);
  const card = document.querySelector(`[data-ac="server-card"][data-server="${server}"]`);
  card?.append(h("div", { class: "note warn", role: "alert", "data-ac": "sign-out-warning" }, icon("warning"),
    h("div", {}, ...[message, spoken(cause).message, remedy].map((words) => h("p", {}, words)))));
}
