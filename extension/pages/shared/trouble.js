/** Why the host cannot be used and how to fix that, with the command to copy. */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { Failure } from "../../lib/errors.js";
import { errorView } from "../../features/shared/error-view.js";
import { copyButton } from "../../lib/copy-button.js";
import { askAgainView } from "./vault.js";

/** The command that fixes each failure. */
const COMMANDS = /** @type {Record<string, string>} */ ({
  host_missing: "autolab-companion install",
  host_outdated: "autolab-companion install",
  host_speaks_otherwise: "autolab-companion install",
  host_forbidden: "autolab-companion doctor",
  host_not_started: "autolab-companion doctor",
  host_garbled: "autolab-companion doctor",
  host_gone: "autolab-companion doctor",
  host_silent: "autolab-companion doctor",
  custody_damaged: "autolab-companion doctor --fix",
});

/**
 * @param {import("../../lib/protocol.js").ErrorObject} error
 * @param {() => Promise<void>} retry
 */
export function trouble(error, retry) {
  const { name } = error.data;
  if (name.startsWith("keychain_")) return askAgainView(new Failure(error), retry);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  return h("div", { class: "stack" },
    errorView(new Failure(error)),
    command && h("div", { class: "row" }, h("code", { "data-ac": "command" }, command), copyButton(command)),
    h("button", { type: "button", class: "button", "data-ac": "retry", onclick: retry }, t("try_again")));
}
