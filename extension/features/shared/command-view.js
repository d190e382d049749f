/** What to type where a program on this computer must be mended, to be copied from where the failure is told. */

import { copyButton } from "../../lib/copy-button.js";
import { h } from "../../lib/dom.js";

/** The command that mends each failure. */
const COMMANDS = /** @type {Record<string, string>} */ ({
  host_missing: "autolab-companion install",
  host_outdated: "autolab-companion install",
  host_speaks_otherwise: "autolab-companion install",
  host_forbidden: "autolab-companion doctor",
  host_not_started: "autolab-companion doctor",
  host_garbled: "autolab-companion doctor",
  host_gone: "autolab-companion doctor",
  host_silent: "autolab-companion doctor",
  doctor_silent: "autolab-companion doctor",
  custody_damaged: "autolab-companion doctor --fix",
});

/**
 * @param {string} name  the failure's
 * @returns {HTMLElement | null}  null where no command helps
 */
export function commandView(name) {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  return command === null ? null : h("div", { class: "command" }, h("code", { "data-ac": "command" }, command), copyButton(command, command));
}
