/** Signing in to one server: what will be asked for, the ways, and each state an attempt can be in. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { moment } from "../../lib/time.js";
import { errorView } from "../../features/shared/error-view.js";
import { copyButton } from "../../lib/copy-button.js";
import { scopeList } from "./scope-list.js";

/** @typedef {import("../../background/sign-in.js").Attempt} Attempt */

const STUDENT = ["user_info", "user_courses", "user_scores", "user_submit"];
/** What staff tools need to be granted. */
export const STAFF = "instructor_all";

/**
 * @param {import("./overview.js").ServerView} view
 * @param {Attempt | undefined} attempt
 * @param {() => Promise<void>} changed
 */
export function signInView(view, attempt, changed) {
  if (attempt?.state === "waiting" || attempt?.state === "exchanging") return waitingView(attempt, changed);
  const status = h("div", { "aria-live": "polite" }, attempt ? endView(attempt) : view.session?.error && errorView(new Failure(view.session.error)));
  const start = async (/** @type {string} */ way) => {
    status.replaceChildren(h("p", { class: "muted" }, t("starting")));
    try {
      await patiently(status, (signal) => task("sign_in.start", { server: view.server, way }, signal));
      await changed();
    } catch (thrown) {
      status.replaceChildren(errorView(thrown));
    }
  };
  const button = (/** @type {string} */ way, /** @type {boolean} */ first) => h("button", {
    type: "button", class: first ? "button primary" : "button small", "data-ac": `sign-in-${way}`, onclick: () => start(way),
  }, t(first ? "sign_in" : `way_${way}`));
  const [best, ...others] = view.ways;
  return h("div", { class: "stack" },
    h("p", { class: "small" }, t("will_ask")),
    h("div", { class: "small" }, scopeList(view.staff_tools ? [...STUDENT, STAFF] : STUDENT)),
    status,
    best ? button(best, true) : h("p", { class: "muted" }, t("no_way")),
    others.length > 0 && h("details", { class: "small", "data-ac": "other-ways" }, h("summary", {}, t("other_ways")),
      h("div", { class: "row" }, ...others.map((way) => button(way, false)))));
}

/**
 * @param {Attempt} attempt
 * @param {() => Promise<void>} changed
 */
function waitingView(attempt, changed) {
  const { way, state, expires_at: until, error } = attempt;
  const cancel = () => task("sign_in.cancel", { attempt: attempt.attempt }).then(changed);
  return h("div", { class: "stack", "data-ac": "attempt", "data-way": way, "data-state": state },
    way === "device" && attempt.user_code && state === "waiting"
      ? deviceView(attempt)
      : h("p", { role: "status" }, t(state === "exchanging" ? "exchanging" : `waiting_${way}`)),
    error && errorView(new Failure(error)), // what the host waits out
    state === "waiting" && h("p", { class: "muted small" }, t("valid_until", moment(until))),
    h("button", { type: "button", class: "button small", "data-ac": "sign-in-cancel", onclick: cancel }, t("cancel")));
}

/** @param {Attempt} attempt */
function deviceView({ user_code: code = "", deep_link: link, activate_url: page }) {
  return h("div", { class: "stack" },
    h("p", {}, t("device_words")),
    h("output", { class: "user-code", "data-ac": "user-code", "aria-label": t("user_code", spelled(code)) }, code),
    h("div", { class: "row" },
      link && h("button", { type: "button", class: "button primary", "data-ac": "device-open", onclick: () => api.tabs.create({ url: link }) }, t("device_open")),
      copyButton(code)),
    h("p", { class: "small muted" }, t("device_scopes")),
    page && h("p", { class: "small muted" }, t("device_typing"), " ", h("a", { href: page, target: "_blank", rel: "noreferrer" }, page)));
}

/** Case matters to Autolab, and a screen reader must say so. @param {string} code */
export function spelled(code) {
  return [...code].map((letter) => (/[A-Z]/.test(letter) ? t("capital", letter) : letter)).join(", ");
}

/** @param {Attempt} attempt */
function endView({ error, state }) {
  return error ? errorView(new Failure(error)) : h("p", { class: "note warn", "data-ac": "attempt-end", "data-state": state }, t(`attempt_${state}`));
}
