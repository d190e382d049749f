/** Staff: who is in a course; add, change and drop people. The host allows it to instructors alone. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { plural, t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { read } from "../../lib/read.js";
import { errorView } from "../../features/shared/error-view.js";
import { byId, dress } from "../shared/page.js";
import { memberForm } from "./member-form.js";

await dress(); // first of all: what follows has words

/**
 * @typedef {import("../../lib/protocol.js").Member} Member
 * @typedef {import("../../lib/protocol.js").Operations} Operations
 */

const server = new URLSearchParams(location.search).get("server") ?? "";
/** @type {Member[]} */
let members = [];
let reading = new AbortController();

const course = h("select", { "data-ac": "course", "aria-label": t("course"), onchange: () => load() });
const tablesOf = (/** @type {string} */ name) => `../tables/tables.html?${new URLSearchParams({ server, course: name, kind: "roster" })}`;
const fromTable = h("a", { href: tablesOf(""), "data-ac": "from-table" }, t("from_table"));
const search = h("input", { type: "search", placeholder: t("roster_search"), "aria-label": t("roster_search"), "data-ac": "search", oninput: () => draw() });

/** @param {unknown} thrown */
function tell(thrown) {
  byId("list").querySelector(".late")?.remove(); // nothing is being loaded any more
  byId("told").replaceChildren(errorView(thrown));
}

/** @param {import("../../lib/protocol.js").Course[]} courses  the user's, as known now */
function offer(courses) {
  const chosen = course.value;
  const taught = courses.filter((each) => each.auth_level === "instructor");
  course.replaceChildren(...taught.map((each) => h("option", { value: each.name }, each.display_name ?? each.name)));
  if (!taught.length) return byId("list").replaceChildren(h("p", { class: "muted" }, t("no_staff_course")));
  if (taught.some((each) => each.name === chosen)) course.value = chosen;
  if (course.value !== chosen) load();
}

function load() {
  fromTable.href = tablesOf(course.value);
  byId("told").replaceChildren();
  byId("form").replaceChildren();
  byId("list").replaceChildren(h("p", { class: "muted late", role: "status" }, t("loading")));
  reading.abort();
  reading = new AbortController();
  void read("roster.list", { server, course: course.value }, (data) => {
    members = data;
    draw();
  }, tell, reading.signal, byId("told"));
}

function draw() {
  const wanted = search.value.trim().toLowerCase();
  const shown = members.filter((member) => [nameOf(member), member.email, member.section, member.lecture].join(" ").toLowerCase().includes(wanted));
  const heads = ["name", "email", "lecture", "section", "role"].map((key) => h("th", { scope: "col" }, t(key)));
  byId("list").replaceChildren(
    h("p", { class: "muted", role: "status", "data-ac": "count" }, plural("people", shown.length)),
    h("table", {}, h("thead", {}, h("tr", {}, ...heads, h("th", {}, h("span", { class: "hidden-words" }, t("actions"))))), h("tbody", {}, ...shown.map(row))));
}

/** @param {Member} member */
function row(member) {
  const { email, dropped } = member;
  const whom = nameOf(member) || email;
  return h("tr", { class: dropped ? "dropped" : null, "data-ac": "member", "data-email": email },
    h("td", {}, nameOf(member)), h("td", {}, email), h("td", { "data-label": t("lecture") }, member.lecture), h("td", { "data-label": t("section") }, member.section),
    h("td", {}, t(`role_${member.auth_level}`)),
    h("td", {}, h("div", { class: "row" },
      h("button", { type: "button", class: "button small", "data-ac": "edit", "aria-label": t("edit_whom", whom), onclick: () => form(member) }, t("edit")),
      !dropped && h("button", { type: "button", class: "button small", "data-ac": "drop", "aria-label": t("drop_whom", whom), onclick: () => drop(member) }, t("drop")))));
}

/** @param {Member} member */
async function drop(member) {
  if (!globalThis.confirm(t("drop_really", nameOf(member), course.value))) return;
  await change("roster.drop", { email: member.email }, byId("told")).catch(tell);
}

/**
 * @template {"roster.create" | "roster.update" | "roster.drop"} Op
 * @param {Op} op
 * @param {Partial<Operations[Op]["params"]>} fields
 * @param {HTMLElement} place  where it says that it takes long
 */
async function change(op, fields, place) {
  try {
    const params = /** @type {Operations[Op]["params"]} */ ({ server, course: course.value, ...fields });
    await patiently(place, (signal) => ask(op, params, signal));
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.name === "cancelled")) throw thrown;
    load(); // it may have been made all the same
    return tell(thrown);
  }
  load();
}

/** @param {Member | null} member  null: somebody new */
function form(member) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement);
  byId("form").replaceChildren(memberForm(member, {
    save: (fields, place) => change(member ? "roster.update" : "roster.create", fields, place),
    cancel: () => {
      byId("form").replaceChildren();
      opener?.focus();
    },
  }));
  // It stands above a list that may be long.
  /** @type {HTMLElement | null} */ (byId("form").querySelector("input:enabled"))?.focus();
}

/** @param {Member} member */
function nameOf({ first_name: first, last_name: last }) {
  return [first, last].filter(Boolean).join(" ");
}

byId("tools").append(course, search, h("button", { type: "button", class: "button", "data-ac": "add-person", onclick: () => form(null) }, t("add_person")),
  fromTable);
void read("courses", { server }, offer, tell, new AbortController().signal, byId("told"));
