/** Draws a failure: its cause, what to do, and the server's own words if there are any. */

import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { failure, Failure } from "../../lib/errors.js";

/** Nothing went wrong: the user has just not been here yet. */
const CALM = new Set(["cancelled", "not_signed_in", "vault_locked"]);

/** @param {unknown} thrown */
export function errorView(thrown) {
  const { message, remedy, serverSaid, name } = thrown instanceof Failure ? thrown : failure("unexpected", String(thrown));
  return h("div", { class: CALM.has(name) ? "note" : "note bad", role: "alert", "data-ac": "error", "data-error": name },
    icon("warning"),
    h("div", {},
      h("p", { "data-ac": "error-cause" }, ...prose(message)),
      h("p", { "data-ac": "error-remedy" }, ...prose(remedy)),
      serverSaid && h("p", { "data-ac": "error-said" }, t("server_said"), " ", h("span", { class: "said" }, serverSaid))));
}

/** Our texts put what is to be typed between backticks. @param {string} text */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
}
