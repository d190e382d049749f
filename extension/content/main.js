/** Decides from the page's address which features run on it, and ends them when the page goes. */

import { api } from "../lib/api.js";
import { alive, askFor, gone } from "../lib/ask.js";
import { laidOut, parsed } from "../lib/dom.js";
import { speak } from "../lib/i18n.js";
import { placeOf } from "../lib/page-detect.js";
import { pageUser } from "../lib/page-user.js";
import { featuresOn, switchesFeature } from "../features/index.js";
import { BadgeStore } from "../features/shared/badge-store.js";
import { CourseStore } from "../features/shared/course-store.js";
import { followTime } from "../features/shared/minutes.js";
import { showNotices, slowCorner } from "../features/shared/notice.js";
import { visibleAssessments } from "../features/shared/row-slot.js";
import { assumeDark, inside, seeStyled, seeTheme } from "../features/shared/style.js";

/** What our pieces stand in or beside. */
const PLACES = "a.collection-item, .handin-panel, #content h2";
const LOOK = "autolab-companion-look";

/** @type {AbortController | null} */
let running = null;
/** @type {BadgeStore | CourseStore | undefined} what this page asks for */
let store;
let wasDark = false;

async function start() {
  if (/** @type {any} */ (document).prerendering) {
    // Its tab still shows another page, and the worker would mistake it for that.
    return document.addEventListener("prerenderingchange", () => void start(), { once: true });
  }
  const place = placeOf(location.href);
  if (running || !place || place.kind === "other") return;
  running = new AbortController(); // before anything is awaited: two starts must not meet
  const { signal } = running;
  const course = place.course ?? "";
  const page = { place: { ...place, course }, badges: new BadgeStore(place.server, course, signal), courses: new CourseStore(place.server, signal) };
  const shown = store = page[place.course ? "badges" : "courses"];
  // All that needs no page is done while the page is still on its way: the first badge waits for the slowest. The worker itself
  // sees whether it is to serve this page, and has the host started.
  shown.open();
  seeStyled();
  const [features] = await Promise.all([prepared(page), parsed(), shown.ahead.told()]);
  if (signal.aborted) return;
  for (const remains of document.querySelectorAll("[data-ac]")) if (!inside(remains)) remains.remove(); // left by our predecessor, its last notice included
  if (!features.length) return reserve(false);
  shown.recall();
  // All that is looked at comes before anything is drawn, or the page would be laid out once more. What is drawn at once
  // does not wait for that: the page is then laid out with it, and taken to have the colours that Autolab's pages last had.
  const visible = shown.loaded ? null : visibleAssessments(page);
  if (visible) look();
  const laid = visible ? null : laidOut(); // before the rows wait for it as well
  reserve(false); // in the same task as drawing, so that nothing moves
  showNotices(shown, signal);
  for (const feature of features) safely(() => feature.start(page, signal));
  await laid;
  if (signal.aborted) return;
  if (!visible) look();
  shown.load(visible ?? visibleAssessments(page), slowCorner);
  followTime(shown, signal);
}

/** What the page's colours are, for this visit and the next. */
function look() {
  const dark = seeTheme(document.querySelector(PLACES)?.parentElement ?? document.body);
  if (dark !== wasDark) void api.storage.local.set({ dark: wasDark = dark });
}

/** The features to start on this page. @param {import("../features/index.js").Page} page */
async function prepared({ place }) {
  const [{ origins, words, dark }, features] = await Promise.all([
    /** @type {Promise<{ origins: string[], words: import("../lib/language.js").Words, dark: boolean }>} */ (api.storage.local.get({ origins: [], words: null, dark: false })), loaded()]);
  speak(words);
  assumeDark(wasDark = dark);
  // Match patterns know no ports, so the script may run beside a server the user added.
  return origins.includes(place.server) ? features.filter(({ pages }) => pages.includes(place.kind)) : [];
}

/**
 * Whether the style sheets reserve the space of what is not drawn yet; see rows.css, panel.css.
 * @param {boolean} on
 */
function reserve(on) {
  document.documentElement.toggleAttribute("data-autolab-companion", !on);
}

function stop() {
  running?.abort();
  running = null;
  reserve(true);
}

/** The features that are on. One that cannot be loaded must not take the others along. */
async function loaded() {
  const loading = await Promise.allSettled((await featuresOn()).map(({ load }) => load()));
  return loading.flatMap((one) => {
    if (one.status === "fulfilled") return [one.value];
    complain(one.reason);
    return [];
  });
}

/** Nor must one that fails when it starts. @param {() => void} work */
function safely(work) {
  try {
    work();
  } catch (error) {
    complain(error);
  }
}

/** @param {unknown} error */
function complain(error) {
  console.error("Autolab Companion:", error);
}

gone.addEventListener("abort", () => running?.abort());
globalThis.addEventListener("pagehide", (event) => event.isTrusted && (event.persisted ? stop() : store?.close())); // what nobody sees again is not tidied up
globalThis.addEventListener("pageshow", (event) => {
  if (event.isTrusted && event.persisted) void start(); // back from the back/forward cache, which closes ports
});
api.storage.onChanged.addListener((changes, area) => {
  if (area !== "local" || !(switchesFeature(changes) || "origins" in changes || "words" in changes)) return;
  stop();
  void start();
});
askFor(pageUser);
// An update starts us beside our predecessor. Any page can dispatch this event too, so a script that receives it checks
// whether its own extension is gone, and only then stops.
document.dispatchEvent(new Event(LOOK));
document.addEventListener(LOOK, () => void alive());
void start();
