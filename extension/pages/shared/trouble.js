/** Why the host cannot be used and how to fix that, with the command to copy. */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { Failure } from "../../lib/errors.js";
import { errorView } from "../../features/shared/error-view.js";
import { commandView } from "../../features/shared/command-view.js";
import { askAgainView } from "./vault.js";

/**
 * @param {import("../../lib/protocol.js").ErrorObject} error
 * @param {() => Promise<void>} retry
 */
export function trouble(error, retry) {
  const { name } = error.data;
  if (name.startsWith("keychain_")) return askAgainView(new Failure(error), retry);
  return h("div", { class: "stack" },
    errorView(new Failure(error)),
    commandView(name),
    h("button", { type: "button", class: "button", "data-ac": "retry", onclick: retry }, t("try_again")));
}
