/** Staff: a course's roster, scores, groups and problems as tables, to be saved, edited and brought back. */

import { ask, listen } from "../../lib/ask.js";
import { h, redraw } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { patiently } from "../../lib/patience.js";
import { read } from "../../lib/read.js";
import { moment } from "../../lib/time.js";
import { errorView } from "../../features/shared/error-view.js";
import { byId, dress } from "../shared/page.js";
import { saveText } from "../shared/save.js";
import { chooseView } from "./choose.js";
import { jobView, progressView } from "./job-view.js";

await dress(); // first of all: what follows has words

/**
 * @typedef {import("../../lib/protocol.js").StaffJob} StaffJob
 * @typedef {import("../../lib/protocol.js").TableKind} TableKind
 */

/** Kind of table: whether it is about one assessment. */
const KINDS = /** @type {Record<TableKind, "never" | "maybe" | "always">} */ ({
  roster: "never", gradebook: "maybe", groups: "always", problems: "always",
});
const query = new URLSearchParams(location.search);
const server = query.get("server") ?? "";
let reading = new AbortController();
/** @type {StaffJob | null} the one that is shown */
let current = null;

const select = (/** @type {string} */ name, /** @type {() => void} */ onchange) => h("select", { "data-ac": name, "aria-label": t(name === "course" ? name : `tables_${name}`), onchange });
const course = select("course", () => load());
const kind = select("kind", () => chooseKind());
const assessment = select("assessment", () => offer());
const save = h("button", { type: "button", class: "button", "data-ac": "export", onclick: exported }, t("tables_export"));

const about = () => ({
  server, course: course.value, kind: /** @type {TableKind} */ (kind.value), assessment: (!assessment.hidden && assessment.value) || undefined,
});

/** @param {unknown} thrown */
const tell = (thrown) => byId("told").replaceChildren(errorView(thrown));

async function exported() {
  byId("told").replaceChildren();
  try {
    const { filename, content } = await patiently(byId("told"), (signal) => ask("staff.export", about(), signal));
    saveText(filename, content, "text/csv");
  } catch (thrown) {
    tell(thrown);
  }
}

/** @param {import("../../lib/protocol.js").Course[]} known  the user's, as known now */
function courses(known) {
  const chosen = course.value || query.get("course");
  const taught = known.filter((each) => each.auth_level === "instructor");
  if (!taught.length) return byId("told").replaceChildren(h("p", { class: "muted" }, t("no_staff_course"), " ", h("a", { href: "../options/options.html" }, t("options"))));
  redraw(course, JSON.stringify(taught.map(({ name }) => name)), () => taught.map((each) => h("option", { value: each.name }, each.display_name ?? each.name)));
  if (taught.some(({ name }) => name === chosen)) course.value = /** @type {string} */ (chosen);
  if (course.value !== chosen || !byId("choose").childElementCount) load();
}

function load() {
  reading.abort();
  reading = new AbortController();
  byId("told").replaceChildren();
  void read("assessments", { server, course: course.value }, (list) => {
    const chosen = assessment.value;
    assessment.replaceChildren(h("option", { value: "" }, t("tables_all_assessments")),
      ...list.map(({ name, display_name: display }) => h("option", { value: name }, display ?? name)));
    assessment.value = list.some(({ name }) => name === chosen) ? chosen : "";
    chooseKind();
  }, tell, reading.signal, byId("told"));
  show(null);
  chooseKind();
  void jobs();
}

function chooseKind() {
  const how = KINDS[/** @type {TableKind} */ (kind.value)];
  assessment.hidden = how === "never";
  const all = assessment.options[0];
  if (all) all.disabled = how === "always";
  if (how === "always" && !assessment.value && assessment.options.length > 1) assessment.selectedIndex = 1;
  offer();
}

function offer() {
  redraw(byId("choose"), JSON.stringify(about()), () => [chooseView(about(), (job) => {
    show(job);
    byId("job").scrollIntoView();
    void jobs();
  })]);
}

/** @param {StaffJob | null} job */
function show(job) {
  const same = job !== null && current?.job === job.job && current.state === job.state;
  current = job;
  if (job && same && job.state === "running") return byId("job").querySelector('[data-ac="progress"]')?.replaceWith(progressView(job));
  if (same) return;
  byId("job").replaceChildren(...(job ? [jobView(job, { changed, forgotten: () => changed(null) })] : []));
  globalThis.history.replaceState(null, "", `?${new URLSearchParams({ server, course: course.value, kind: kind.value, ...(job && { job: job.job }) })}`);
}

/** @param {StaffJob | null} job */
function changed(job) {
  show(job);
  void jobs();
}

/** Earlier ones of this course, which may have been left half-way. */
async function jobs() {
  try {
    const { jobs: known } = await ask("staff.jobs", { server, course: course.value });
    redraw(byId("jobs"), JSON.stringify(known.map(({ job, state }) => [job, state])), () => (known.length ? [
      h("h2", {}, t("tables_jobs")),
      h("ul", { class: "stack", "data-ac": "jobs" }, ...known.map((job) => h("li", {},
        h("button", { type: "button", class: "link", "data-ac": "open-job", "data-job": job.job, onclick: () => show(job) }, job.filename || t("tables_pasted")),
        ` ${t(`tables_kind_${job.kind}`)}, ${moment(job.made_at)}: ${t(`tables_state_${job.state}`)}`))),
    ] : []));
    const wanted = known.find(({ job }) => job === (current?.job ?? query.get("job")));
    query.delete("job");
    if (wanted) show(wanted);
  } catch (thrown) {
    tell(thrown);
  }
}

const names = /** @type {TableKind[]} */ (Object.keys(KINDS));
kind.append(...names.map((name) => h("option", { value: name }, t(`tables_kind_${name}`))));
kind.value = names.find((name) => name === query.get("kind")) ?? names[0];
byId("tools").append(course, kind, assessment, save);
assessment.hidden = true;
listen(({ method, params }) => {
  if (method === "staff.progress" && params.job.job === current?.job) {
    const ended = params.job.state !== "running" && current.state === "running";
    show(params.job);
    if (ended) void jobs();
  } else if (method === "host.ready" && params.missed) void jobs();
}, new AbortController().signal, () => void jobs());
void read("courses", { server }, courses, tell, new AbortController().signal, byId("told"));
