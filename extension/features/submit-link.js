/**
 * Opens the dialog where the address asks for it, as the popup's links, the menu and the keyboard do. Whoever else links
 * there gains nothing: the dialog sends only what the user chooses and confirms in it.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>#autolab-companion-submit
 */

import { SUBMIT_HASH } from "../lib/page-detect.js";
import { openSubmit } from "./submit/dialog.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start({ place: { server, course, assessment }, badges }, signal) {
  const look = () => {
    if (location.hash !== SUBMIT_HASH || !assessment) return;
    globalThis.history.replaceState(globalThis.history.state, "", location.pathname + location.search); // a reload asks for nothing
    void openSubmit({ server, course, assessment }, { opener: document.body, badges, signal });
  };
  globalThis.addEventListener("hashchange", (event) => event.isTrusted && look(), { signal });
  look();
}
