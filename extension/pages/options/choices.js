/** The user's settings kept by the browser: each feature by itself, and notifications. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { FEATURES, settingOf } from "../../features/index.js";
import { setSetting, setting } from "../../lib/settings.js";

export async function choices() {
  const features = await Promise.all(FEATURES.map(({ name }) => choice(settingOf(name), t(`feature_${name.replaceAll("-", "_")}`))));
  return h("div", { class: "stack" }, h("h2", {}, t("features")), ...features,
    h("h2", {}, t("notifications")), await choice("notifications", t("notifications_words"), { permissions: ["notifications"] }));
}

/**
 * @param {string} name
 * @param {string} words
 * @param {chrome.permissions.Permissions} [needs]  what the browser asks the user for, and what is given back with the setting
 */
async function choice(name, words, needs) {
  const box = h("input", { type: "checkbox", "data-ac": "setting", "data-setting": name });
  box.checked = await setting(name) && (!needs || await api.permissions.contains(needs));
  box.addEventListener("change", async () => {
    // In the click itself, before anything is awaited, or the browser refuses to ask.
    if (needs) box.checked = await (box.checked ? api.permissions.request(needs) : api.permissions.remove(needs).then(() => false));
    await setSetting(name, box.checked);
  });
  return h("label", { class: "check" }, box, words);
}
