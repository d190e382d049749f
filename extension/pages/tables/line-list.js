/** The lines of a plan, a hundred at a time: there may be tens of thousands. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { points } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { errorView } from "../../features/shared/error-view.js";
import { cellWords, fieldWords, remarkWords } from "./words.js";

/**
 * @typedef {import("../../lib/protocol.js").StaffLine} StaffLine
 * @typedef {import("../../lib/protocol.js").LineState} LineState
 */

const PAGE = 100;

/**
 * @param {import("../../lib/protocol.js").StaffJob} job
 * @param {{ states: LineState[], name: string, leftOut?: Set<number>, changed?: () => void }} how
 *   leftOut: numbers of the lines that are not to be sent; with it each line has a box
 */
export function lineList(job, { states, name, leftOut, changed = () => {} }) {
  const body = h("tbody", {});
  const told = h("div", { "aria-live": "polite" });
  /** Where the pages before this one begin. */
  const starts = [0];
  const earlier = h("button", { type: "button", class: "button small", "data-ac": "lines-earlier", onclick: () => {
    starts.pop();
    return show();
  } }, t("tables_earlier"));
  const later = h("button", { type: "button", class: "button small", "data-ac": "lines-later", onclick: () => {
    starts.push(last);
    return show();
  } }, t("tables_later"));
  const position = h("span", { class: "muted small", role: "status" });
  let last = 0;

  async function show() {
    try {
      const after = starts[starts.length - 1];
      const { lines, more } = await ask("staff.lines", { server: job.server, job: job.job, after, limit: PAGE, states });
      last = lines.at(-1)?.number ?? after;
      body.replaceChildren(...lines.map((line) => row(line, leftOut, changed)));
      earlier.disabled = starts.length === 1;
      later.disabled = !more;
      const first = (starts.length - 1) * PAGE + 1;
      position.textContent = t("tables_position", points(first), points(first + lines.length - 1));
      pager.hidden = starts.length === 1 && !more;
    } catch (thrown) {
      told.replaceChildren(errorView(thrown));
    }
  }
  const pager = h("div", { class: "row", hidden: true }, earlier, later, position);
  const heads = [...(leftOut ? ["tables_send"] : []), "tables_who", "tables_what"].map((key) => h("th", { scope: "col" }, t(key)));
  void show();
  return h("div", { class: "stack", "data-ac": `lines-${name}` },
    told, h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body), pager);
}

/**
 * @param {StaffLine} line
 * @param {Set<number> | undefined} leftOut
 * @param {() => void} changed
 */
function row(line, leftOut, changed) {
  const { number: at, who, name, assessment, suspicious, action, error } = line;
  const whom = [name, who].filter(Boolean).join(", ");
  const box = leftOut && h("input", { type: "checkbox", "aria-label": t("tables_send_whom", whom), "data-ac": "send-line", onchange: () => {
    if (box?.checked) leftOut.delete(at);
    else leftOut.add(at);
    changed();
  } });
  if (box) box.checked = !leftOut?.has(at);
  return h("tr", { "data-ac": "line", "data-number": at, "data-who": who, "data-action": action, "data-suspicious": suspicious },
    box && h("td", { class: "pick" }, box),
    h("td", { class: "wide-cell" }, h("div", {}, name || who), name && h("div", { class: "muted small" }, who), assessment && h("div", { class: "small" }, assessment)),
    h("td", { class: "wide-cell" },
      h("div", {}, action !== "change" && h("strong", {}, t(`tables_action_${action}`)), ...line.remarks.map(remark)),
      h("ul", { class: "changes" }, ...line.changes.map((change) => h("li", {},
        `${fieldWords(change.field)}: `, action === "change" && h("del", {}, cellWords(change.before)), action === "change" && " → ", cellWords(change.after), ...change.remarks.map(remark)))),
      error && h("div", { class: "failed", "data-ac": "line-error" }, new Failure(error).message, " ", new Failure(error).remedy)));
}

/** @param {string} code */
function remark(code) {
  return h("span", { class: "remark" }, ` (${remarkWords(code)})`);
}
