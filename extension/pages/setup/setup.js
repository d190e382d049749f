/** Setting up: what is still missing, step by step, each turning green by itself. Opens once after installing. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h, icon, redraw } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { hearOverview } from "../shared/hear-overview.js";
import { byId, dress } from "../shared/page.js";
import { examine } from "./doctor.js";
import { STEPS, states } from "./steps.js";

/** Milliseconds between looks for a program that is not there yet: nothing tells the browser that it was installed. */
const AGAIN = 2000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {string | undefined} */
let before;
/** @type {string | undefined} the version of the program that has examined this computer */
let examined;

/** @param {boolean} [retryNow] */
async function refresh(retryNow = false) {
  clearTimeout(timer);
  const view = await task("overview", { retryNow });
  draw(view);
  if (view.host && !view.error && examined !== view.host.version) {
    examined = view.host.version;
    void examine(byId("doctor"));
  }
  if (view.error) timer = setTimeout(() => void lookAgain(), AGAIN);
}

async function lookAgain() {
  if (document.visibilityState === "visible") await refresh(true);
}

/** @param {import("../shared/overview.js").Overview} view */
function draw(view) {
  const told = states(view);
  redraw(byId("steps"), JSON.stringify(STEPS.map(({ needs }, i) => [told[i], needs(view)])), () => STEPS.map(({ name, body }, i) => {
    const state = told[i];
    return h("li", { class: "step", "data-ac": "step", "data-step": name, "data-state": state, "aria-current": state === "now" ? "step" : null },
      h("span", { class: "mark", "aria-hidden": "true" }, state === "done" ? icon("check") : state === "bad" ? icon("warning") : String(i + 1)),
      h("h2", {}, t(`setup_${name}`), h("span", { class: "hidden-words" }, ` – ${t(`setup_is_${state}`)}`)),
      state === "waiting" ? null : body(view, state === "done", () => refresh(true)));
  }));
  const now = told.findIndex((state) => state !== "done");
  const words = now < 0 ? t("setup_all_done") : t("setup_now", now + 1, t(`setup_${STEPS[now].name}`));
  if (before !== undefined && before !== words) byId("spoken").textContent = words; // not at first: the page itself is read out then
  before = words;
}

await dress();
hearOverview(refresh, () => true);
document.addEventListener("visibilitychange", () => void lookAgain());
api.permissions.onAdded.addListener(() => void refresh());
api.permissions.onRemoved.addListener(() => void refresh());
void refresh();
