/** The user's settings kept by the browser: colours, each feature, each notification and the toolbar's number by itself. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { FEATURES, settingOf } from "../../features/index.js";
import { LANGUAGES } from "../../lib/language.js";
import { chosen, setSetting, setting } from "../../lib/settings.js";
import { setLanguage, setTheme, theme } from "../shared/page.js";

/** Notifications, each with its words. */
const NOTIFICATIONS = /** @type {const} */ ([["notifications", "notifications_words"], ["notify_deadlines", "notify_deadlines_words"]]);
const NEEDED = { permissions: /** @type {"notifications"[]} */ (["notifications"]) };

export async function choices() {
  const features = await Promise.all(FEATURES.map(({ name }) => choice(settingOf(name), t(`feature_${name.replaceAll("-", "_")}`))));
  const notifications = await Promise.all(NOTIFICATIONS.map(([name, words]) => choice(name, t(words), NEEDED)));
  return h("div", { class: "stack" },
    h("h2", {}, t("appearance")),
    select("theme", theme(), ["system", "light", "dark"], (value) => setTheme(value)),
    select("speaks", await chosen("speaks"), ["system", ...LANGUAGES], setLanguage),
    select("toolbar", await chosen("toolbar"), ["scores", "due", "none"], (value) => setSetting("toolbar", value)),
    h("h2", {}, t("features")), ...features,
    h("h2", {}, t("notifications")), ...notifications,
    h("div", { class: "row" }, await hour("quiet_from"), await hour("quiet_to")), h("p", { class: "muted small" }, t("quiet_words")));
}

/**
 * @param {string} name
 * @param {string} words
 * @param {chrome.permissions.Permissions} [needs]  what the browser asks the user for; given back with the last setting that needs it
 */
async function choice(name, words, needs) {
  const box = h("input", { type: "checkbox", "data-ac": "setting", "data-setting": name, "data-needs": Boolean(needs) });
  box.checked = await setting(name) && (!needs || await api.permissions.contains(needs));
  box.addEventListener("change", async () => {
    // In the click itself, before anything is awaited, or the browser refuses to ask.
    if (needs && box.checked) box.checked = await api.permissions.request(needs);
    else if (needs && !document.querySelector("[data-needs]:checked")) await api.permissions.remove(needs);
    await setSetting(name, box.checked);
  });
  return h("label", { class: "check" }, box, words);
}

/**
 * @param {"theme" | "speaks" | "toolbar"} name
 * @param {string} now
 * @param {string[]} values
 * @param {(value: string) => unknown} set
 */
function select(name, now, values, set) {
  const element = h("select", { "data-ac": "choice", "data-setting": name, onchange: () => set(element.value) },
    ...values.map((value) => h("option", { value, selected: value === now }, t(`choice_${name}_${value}`))));
  return h("label", { class: "field" }, t(name), element);
}

/** @param {"quiet_from" | "quiet_to"} name */
async function hour(name) {
  const field = h("input", { type: "time", required: true, value: await chosen(name), "data-ac": "choice", "data-setting": name, onchange: () => field.validity.valid && setSetting(name, field.value) });
  return h("label", { class: "field" }, t(name), field);
}
