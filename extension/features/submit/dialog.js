/**
 * Submitting a file, from choosing it to the receipt: one modal dialog, the same on every page.
 * It is modal so that nobody takes it for Autolab's own form, which stays untouched beneath.
 */

import { alive, ask, gone } from "../../lib/ask.js";
import { EXTENSION_GONE } from "../../lib/errors.js";
import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { setClockAhead } from "../../lib/time.js";
import { on } from "../../lib/on.js";
import { errorView } from "../shared/error-view.js";
import { island } from "../shared/style.js";
import { styleSheet } from "../shared/style-sheet.js";
import { choose } from "./choose.js";
import { Chosen } from "../../lib/chosen.js";
import { confirm } from "./confirm.js";
import { showFailure, showQuiz, showReceipt } from "./result.js";
import { send } from "./send.js";

/** @typedef {import("./flow.js").Flow} Flow */

/** @type {{ [Name in keyof import("./flow.js").Steps]: (flow: Flow, ...given: import("./flow.js").Steps[Name]) => unknown }} */
const STEPS = { choose, quiz: showQuiz, confirm, send, receipt: showReceipt, failure: showFailure };

const STYLE = await styleSheet("features/submit/dialog.css");

/** @type {HTMLElement | null} */
let open = null;

/**
 * @param {import("../../lib/protocol.js").AssessmentParams} target
 * @param {{ opener: HTMLElement, badges: import("../shared/badge-store.js").BadgeStore, signal: AbortSignal, file?: File | null }} how
 */
export async function openSubmit(target, { opener, badges, signal, file = null }) {
  if (open?.isConnected || !alive()) return;
  const { host, root } = island("submit-dialog", STYLE);
  open = host;
  const closed = new AbortController();
  const dropped = file && new Chosen(file, closed.signal); // as it is now, not when the host has answered
  let busy = false;
  let said = "";
  let leave = () => {};
  const title = h("h2", { id: "title", tabindex: "-1", "data-ac": "title" });
  const body = h("div", { class: "body" });
  const dialog = h("dialog", { "aria-labelledby": "title", "data-ac": "dialog", oncancel: (/** @type {Event} */ event) => busy && event.preventDefault() },
    h("header", {}, h("span", { class: "brand" }, t("extension_name")),
      h("button", { type: "button", class: "close", "data-ac": "close", "aria-label": t("close"), onclick: () => busy || dialog.close() }, icon("close"))),
    title, body);
  const end = () => {
    closed.abort();
    leave();
    host.remove();
    open = null;
    opener.focus();
  };
  on(dialog, "close", () => {
    if (!busy) end();
    else if (host.isConnected) dialog.showModal(); // Chromium lets nobody prevent the second Escape
  });
  const taken = new MutationObserver(() => host.isConnected || busy || end()); // by the page
  closed.signal.addEventListener("abort", () => taken.disconnect(), { once: true });
  signal.addEventListener("abort", () => {
    if (gone.aborted) return show(said, errorView(EXTENSION_GONE)); // a file may be on its way
    busy = false;
    dialog.close();
  }, { once: true, signal: closed.signal });
  globalThis.addEventListener("beforeunload", (event) => busy && event.preventDefault(), { signal: closed.signal });
  root.append(dialog);
  const attach = () => {
    document.documentElement.append(host); // beneath as little as possible that the page could style
    dialog.open = false;
    dialog.showModal();
  };
  attach();
  taken.observe(document, { childList: true, subtree: true });

  /** @type {Flow["show"]} */
  const show = (words, content, how = {}) => {
    busy = how.busy ?? false;
    if (!host.isConnected && !closed.signal.aborted) attach(); // what happened to the file is shown in any case
    dialog.toggleAttribute("data-busy", busy);
    said = title.textContent = words;
    body.replaceChildren(content);
    title.focus(); // each step is read out from its heading on
  };
  const heading = t("submit_heading");
  const loading = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "muted", role: "status" }, t("loading")));
  show(heading, loading);
  try {
    const [check, { receipts: earlier }] = await patiently(loading, (patience) => Promise.all([
      ask("submit.check", { ...target }, patience),
      ask("receipts.here", { ...target }, patience).catch(() => ({ receipts: [] })), // they only help: the host asks before a file goes again
    ]), closed.signal);
    if (closed.signal.aborted) return;
    setClockAhead(check.clock_ahead);
    /** @type {Flow} */
    const flow = {
      target, badges, check, earlier, dialog, file: dropped, packed: [], affirmed: false, signal: closed.signal, show, close: () => dialog.close(),
      go: (step, ...given) => {
        flow.pasted = undefined;
        void /** @type {any} */ (STEPS[step])(flow, ...given);
      },
      onLeave: (undo) => {
        leave = undo;
      },
    };
    on(host, "paste", (event) => flow.pasted?.([...event.clipboardData?.files ?? []].map(named))); // Firefox tells it to nobody inside
    flow.go(check.quiz ? "quiz" : "choose");
  } catch (thrown) {
    if (!closed.signal.aborted) show(heading, h("div", {}, errorView(thrown)));
  }
}

/** A picture from the clipboard may have no name. @param {File} file */
function named(file) {
  return file.name ? file : new File([file], `pasted.${file.type.split("/").at(-1)}`);
}
