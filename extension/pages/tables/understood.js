/** How the host has read a table, so that a person sees what was misunderstood before anything is sent. */

import { h } from "../../lib/dom.js";
import { points } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { fieldWords, remarkWords } from "./words.js";

/** A column with one of these is there to be read; with any other, something that was meant is not done. */
const HARMLESS = new Set([null, "column_fixed", "column_total"]);

/** @param {import("../../lib/protocol.js").TableReport} table */
export function understoodView({ encoding, delimiter, rows, columns, bad, bad_lines: badLines }) {
  const left = columns.filter(({ remark }) => remark !== null);
  const between = delimiter === "\t" ? t("tables_tab") : delimiter;
  return h("details", { "data-ac": "understood", open: left.some(({ remark }) => !HARMLESS.has(remark)) || badLines > 0 },
    h("summary", {}, t("tables_understood", points(rows), points(columns.length - left.length), points(columns.length))),
    h("div", { class: "stack" },
      h("p", { class: "muted small" }, t("tables_format", encoding, between)),
      h("ul", {}, ...columns.map(({ heading, meaning, remark }) => h("li", {}, h("strong", {}, heading || "–"), " → ",
        remark === null && meaning ? fieldWords(meaning) : "–", remark && h("span", { class: "remark" }, ` (${remarkWords(remark)})`)))),
      badLines > 0 && h("div", { class: "note warn" }, h("div", {},
        h("p", {}, t("tables_bad", points(badLines))),
        h("ul", {}, ...bad.map(({ line, remark }) => h("li", {}, t("tables_bad_line", points(line), remarkWords(remark)))))))));
}
