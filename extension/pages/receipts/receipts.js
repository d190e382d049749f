/** Every receipt, newest first, by course, to print or to export. */

import { ask, listen } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { size } from "../../lib/format.js";
import { language, plural, t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { moment } from "../../lib/time.js";
import { asObject } from "../../lib/errors.js";
import { errorView } from "../../features/shared/error-view.js";
import { byId, dress } from "../shared/page.js";
import { saveText } from "../shared/save.js";
import { trouble } from "../shared/trouble.js";

await dress(); // first of all: what follows has words

/** @typedef {import("../../lib/protocol.js").Receipt} Receipt */

/** Reasons that the server's own words do not tell. */
const KNOWN_HOW = new Set([
  "answer_lost", "interrupted", "listed", "not_listed", "never_listed", "several_candidates", "later_version", "not_listable",
]);

/** @type {Receipt[]} */
let receipts = [];
let unreadable = 0;
/** @type {import("../../lib/protocol.js").ReceiptLoss | null} */
let loss = null;
let failed = false;
const filter = h("select", { "data-ac": "filter", "aria-label": t("filter_course"), onchange: () => draw() }, h("option", { value: "" }, t("all_courses")));

async function refresh() {
  try {
    ({ receipts, unreadable, loss } = await ask("receipts.list"));
    failed = false;
    draw();
  } catch (thrown) {
    failed = true;
    byId("list").replaceChildren();
    byId("told").replaceChildren(trouble(asObject(thrown), refresh));
  }
}

function draw() {
  const chosen = filter.value;
  const courses = new Map(receipts.map(({ server, course }) => [`${server} ${course}`, { server, course }]));
  filter.replaceChildren(h("option", { value: "" }, t("all_courses")),
    ...[...courses].map(([key, { server, course }]) => h("option", { value: key }, `${course} · ${new URL(server).host}`)));
  filter.value = courses.has(chosen) ? chosen : "";
  const shown = receipts.filter(({ server, course }) => !filter.value || filter.value === `${server} ${course}`);
  const told = lacking();
  byId("told").replaceChildren(...told);
  const none = receipts.length || !told.length ? [h("p", { class: "muted" }, t("receipts_none"))] : [];
  byId("list").replaceChildren(...(shown.length ? shown.map(card) : none));
}

/** What this list does not show, and why it is not to be taken for all: never a list that is empty in silence. */
function lacking() {
  const { missing = 0, since = null, outdated = 0, doubt = false } = loss ?? {};
  const words = [
    missing ? plural("receipts_missing", missing, since === null ? "" : moment(since)) : null,
    outdated ? plural("receipts_outdated", outdated) : null,
    doubt ? t("receipts_doubt") : null,
  ].filter((each) => each !== null);
  return [
    ...(unreadable ? [h("p", { class: "note warn", "data-ac": "unreadable" }, plural("receipts_unreadable", unreadable))] : []),
    ...(words.length ? [h("div", { class: "note warn", "data-ac": "loss" }, h("div", {}, ...[...words, t("receipts_loss_remedy")].map((each) => h("p", {}, each))))] : []),
  ];
}

/** @param {Receipt} receipt */
function card(receipt) {
  const { state, version, server_said: said, reason, candidates, removed_between: removed = null } = receipt;
  const facts = /** @type {[string, string | null][]} */ ([
    [t("course"), `${receipt.course} · ${new URL(receipt.server).host}`],
    [t("account"), receipt.account],
    [t("file"), `${receipt.filename} (${size(receipt.size)})`],
    [t("sent_at"), moment(receipt.sent_at)],
    [t("receipt_version"), version === null ? null : String(version)],
    [t("receipt_candidates"), candidates.join(", ")],
    [t("version_appeared_at"), state !== "landed" && receipt.version_created_at ? moment(receipt.version_created_at) : null],
    [t("server_filename"), receipt.server_filename],
    [t("receipt_removed"), removed && t("receipt_removed_between", ...removed.map((each) => moment(each)))],
    ["SHA-256", receipt.sha256],
    [t("server_said"), said],
    [t("receipt_corrected"), receipt.corrected_at && receipt.corrected_from
      ? t("receipt_corrected_from", moment(receipt.corrected_at), t(`state_${receipt.corrected_from}`)) : null],
    [t("receipt_known_how"), KNOWN_HOW.has(reason ?? "") ? t(`known_how_${reason}`) : null],
  ]);
  return h("article", { class: "card receipt", "data-ac": "receipt", "data-receipt": receipt.receipt, "data-state": state, "data-removed": removed && "" },
    h("div", { class: "spread" }, h("h2", {}, h("a", { href: assessmentUrl(receipt), target: "_blank", rel: "noreferrer" }, receipt.display_name)),
      h("span", {}, h("span", { class: "state", "data-state": state }, t(`state_${state}`)),
        ...(removed ? [" ", h("span", { class: "state", "data-state": "removed" }, t("state_removed"))] : []))),
    h("dl", {}, ...facts.filter(([, value]) => value).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])));
}

/** @param {"json" | "html"} format */
async function save(format) {
  const chosen = filter.value ? receipts.find(({ server, course }) => `${server} ${course}` === filter.value) : undefined;
  const only = chosen ? { server: chosen.server, course: chosen.course } : {};
  try {
    const { filename, text } = await ask("receipts.export", { format, language: language(), ...only });
    saveText(filename, text, format === "json" ? "application/json" : "text/html");
  } catch (thrown) {
    byId("told").replaceChildren(errorView(thrown));
  }
}

byId("tools").append(filter,
  h("button", { type: "button", class: "button small", "data-ac": "export-json", onclick: () => save("json") }, t("export_json")),
  h("button", { type: "button", class: "button small", "data-ac": "export-html", onclick: () => save("html") }, t("export_html")),
  h("button", { type: "button", class: "button small", "data-ac": "print", onclick: () => globalThis.print() }, t("print")));
listen(({ method, params }) => {
  if (method === "receipt.changed" || (method === "host.ready" && (failed || params.missed))) void refresh();
}, new AbortController().signal, () => void refresh());
void refresh();
