/**
 * Saves the writeup and the handout into the download folder, under course and assessment, by way of the host. Which of
 * them there are, the page's own links tell.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { ask, listen } from "../lib/ask.js";
import { h, icon } from "../lib/dom.js";
import { percent, size } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { assessmentUrl } from "../lib/page-detect.js";
import { patiently } from "../lib/patience.js";
import { errorView } from "./shared/error-view.js";
import { panelSlot } from "./shared/panel.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const slot = panelSlot("downloads", signal);
  const body = panelSlot("body", signal);
  if (!slot || !body) return;
  const region = h("div", { role: "status", "data-ac": "download-result", hidden: true });
  body.append(region);
  for (const what of /** @type {const} */ (["writeup", "handout"])) {
    if (!linked(page.place, what)) continue;
    slot.append(h("button", {
      type: "button", class: "button small", "data-ac": `download-${what}`, onclick: () => save(page, what, region),
    }, icon("download"), t(what)));
  }
}

/**
 * Whether the page has Autolab's own link to it, which it has where there is one.
 * @param {import("./index.js").CoursePlace} place
 * @param {"writeup" | "handout"} what
 */
function linked({ server, course, assessment }, what) {
  const { pathname } = new URL(assessmentUrl({ server, course, assessment: assessment ?? "" }, what));
  return [...document.links].some((link) => link.pathname === pathname);
}

/**
 * @param {import("./index.js").Page} page
 * @param {"writeup" | "handout"} what
 * @param {HTMLElement} region
 */
async function save({ place: { server, course, assessment } }, what, region) {
  if (course === null || assessment === null) return; // no page of an assessment
  region.hidden = false;
  const words = h("p", { class: "muted" }, t("loading"));
  region.replaceChildren(words);
  const heard = new AbortController();
  listen(({ method, params }) => {
    if (method !== "download.progress" || params.what !== what) return;
    words.textContent = params.size ? `${size(params.received)} (${percent(params.received / params.size)})` : size(params.received);
  }, heard.signal);
  try {
    region.replaceChildren(outcomeView(await patiently(region, (signal) => ask("downloads.save", { server, course, assessment, what }, signal)), what));
  } catch (thrown) {
    region.replaceChildren(errorView(thrown));
  } finally {
    heard.abort();
  }
}

/**
 * @param {import("../lib/protocol.js").Download} saved
 * @param {"writeup" | "handout"} what
 */
function outcomeView(saved, what) {
  if (saved.kind === "file") return h("p", { class: "note good" }, icon("check"), h("span", {}, t("saved_to"), " ", h("span", { class: "said" }, saved.path)));
  // A course may name any address as its writeup: only web pages are made a link.
  const web = saved.kind === "url" && URL.canParse(saved.url) && /^https?:$/.test(new URL(saved.url).protocol);
  if (web) return h("p", { class: "note" }, h("a", { href: saved.url, target: "_blank", rel: "noopener noreferrer", "data-ac": "download-link" }, t("open_elsewhere", new URL(saved.url).host)));
  return h("p", { class: "note" }, t(what === "writeup" ? "no_writeup" : "no_handout"));
}
