/**
 * On the handin history: a mark on each version that was handed in from this computer, its receipts with their SHA-256, and
 * whether a file is the one that a version is of. All of it stands below Autolab's table or takes no room, so nothing moves.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>/history
 */

import { ask } from "../lib/ask.js";
import { Chosen } from "../lib/chosen.js";
import { copyButton } from "../lib/copy-button.js";
import { h, icon } from "../lib/dom.js";
import { size } from "../lib/format.js";
import { plural, t } from "../lib/i18n.js";
import { on } from "../lib/on.js";
import { moment } from "../lib/time.js";
import { errorView } from "./shared/error-view.js";
import { island, matchTheme } from "./shared/style.js";
import { styleSheet } from "./shared/style-sheet.js";
import { acceptDrops } from "./submit/choose.js";

const STYLE = await styleSheet("features/history-receipts.css");
const MARK = await styleSheet("features/history-mark.css");
const TABLE = ".submissions";

/** @typedef {import("../lib/protocol.js").Receipt} Receipt */

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["history"];

/** @type {import("./index.js").Feature["start"]} */
export function start({ place: { server, course, assessment }, badges }, signal) {
  const table = document.querySelector(TABLE);
  if (!table || !assessment) return;
  /** @type {HTMLElement[]} */
  let drawn = [];
  const clear = () => drawn.splice(0).forEach((host) => host.remove());
  signal.addEventListener("abort", clear, { once: true });
  let whose = "";
  const show = async () => {
    const asked = whose;
    const { receipts, others } = await ask("receipts.here", { server, course, assessment }).catch(() => ({ receipts: [], others: 0 })); // what is wrong, the notice says
    if (signal.aborted || asked !== whose || !(receipts.length || others)) return;
    drawn = [panel(table, receipts, others, signal), ...marks(table, receipts)];
  };
  badges.follow((store) => {
    const account = store.account?.email ?? "";
    if (account === whose) return;
    whose = account;
    clear();
    if (account) void show();
  });
}

/**
 * @param {Element} table
 * @param {Receipt[]} receipts
 */
function marks(table, receipts) {
  const versions = new Set(receipts.filter(({ removed_between: removed }) => !removed).map(({ version }) => String(version)));
  return [...table.querySelectorAll("tbody tr > td:first-child")].filter((cell) => versions.has(cell.textContent?.trim() ?? "")).map((cell) => {
    const { host, root } = island("receipt-mark", MARK);
    root.append(h("span", { title: t("receipt_here"), role: "img", "aria-label": t("receipt_here") }, icon("check")));
    cell.append(host);
    matchTheme(host);
    return host;
  });
}

/**
 * @param {Element} table
 * @param {Receipt[]} receipts
 * @param {number} others
 * @param {AbortSignal} signal
 */
function panel(table, receipts, others, signal) {
  const { host, root } = island("history-receipts", STYLE);
  const items = new Map(receipts.map((receipt) => [receipt, item(receipt)]));
  root.append(h("section", { class: "box", "aria-label": t("receipts_here") },
    h("h2", {}, t("receipts_here")),
    others > 0 && h("p", { class: "muted" }, plural("receipts_unreadable", others)),
    h("ul", {}, ...items.values()),
    ...verifier(items, signal)));
  table.after(host);
  matchTheme(host);
  return host;
}

/** @param {Receipt} receipt */
function item(receipt) {
  const { version, state, filename, size: bytes, sent_at: sent, sha256 } = receipt;
  return h("li", { "data-ac": "receipt-here", "data-version": version },
    h("strong", {}, version === null ? t(`state_${state}`) : t("version", version)), ` · ${filename} (${size(bytes)}) · ${moment(sent)}`, h("br"),
    h("span", { class: "sha" }, `SHA-256 ${sha256}`), " ", copyButton(sha256, "SHA-256"));
}

/**
 * Where a file is dropped or chosen, and what is said of it. It goes nowhere: its sum is made here.
 * @param {Map<Receipt, HTMLElement>} items
 * @param {AbortSignal} signal
 */
function verifier(items, signal) {
  const input = h("input", { type: "file", class: "hidden-words", id: "verify", "data-ac": "verify" });
  const drop = h("label", { class: "drop", for: "verify", "data-ac": "verify-drop" }, h("strong", {}, t("verify_file")), h("br"), h("span", { class: "muted" }, t("verify_note")), input);
  const said = h("div", { role: "status", "data-ac": "verified" });
  const verify = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    said.replaceChildren(h("p", { class: "muted" }, t("loading")));
    const chosen = new Chosen(file, signal);
    try {
      await chosen.ready;
    } catch (thrown) {
      return said.replaceChildren(errorView(thrown));
    }
    const same = [...items.keys()].filter(({ sha256 }) => sha256 === chosen.sha256);
    for (const [receipt, element] of items) element.classList.toggle("same", same.includes(receipt));
    const versions = same.flatMap(({ version }) => version ?? []).join(", ");
    const words = versions ? t("verify_same", file.name, versions) : t(same.length ? "verify_same_unlisted" : "verify_other", file.name);
    said.replaceChildren(h("p", { class: `note ${same.length ? "good" : "warn"}`, "data-same": String(same.length > 0) }, icon(same.length ? "check" : "warning"), h("span", {}, words)));
  };
  on(input, "change", () => void verify(input.files?.[0]));
  acceptDrops(drop, (file) => void verify(file));
  return [drop, said];
}
