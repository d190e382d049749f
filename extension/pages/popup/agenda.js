/** The coming course deadlines over all servers, and the same as a calendar file. */

import { ask } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { moment, relative } from "../../lib/time.js";
import { errorView } from "../../features/shared/error-view.js";
import { saveText } from "../shared/save.js";

const SHOWN = 6;

/** @typedef {{ server: string, course: string, assessment: string, display_name: string, due_at: string }} Deadline */

export function agenda() {
  const list = h("div", { class: "stack", "data-ac": "agenda" }, h("p", { class: "muted" }, t("loading")));
  void ask("agenda").then(({ data }) => list.replaceChildren(...entries(data.deadlines)), (thrown) => list.replaceChildren(errorView(thrown)));
  return h("div", {}, h("h2", {}, t("agenda")), list);
}

/** @param {Deadline[]} deadlines */
function entries(deadlines) {
  if (!deadlines.length) return [h("p", { class: "muted" }, t("agenda_empty"))];
  const calendar = async () => {
    const { filename, text } = await ask("agenda.ics");
    saveText(filename, text, "text/calendar");
  };
  return [
    ...deadlines.slice(0, SHOWN).map((each) => h("div", { class: "small" },
      h("a", { href: assessmentUrl(each), target: "_blank", rel: "noreferrer" }, each.display_name), " ",
      h("span", { class: "muted" }, `${each.course} · ${relative(each.due_at)}`), h("br"),
      h("span", { class: "muted" }, moment(each.due_at)))),
    h("p", { class: "muted small" }, t("agenda_note")),
    h("button", { type: "button", class: "link small", "data-ac": "ics", onclick: () => void calendar() }, t("agenda_ics")),
  ];
}
