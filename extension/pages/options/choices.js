/** The user's settings kept by the browser: each feature by itself, and notifications. */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { FEATURES, settingOf } from "../../features/index.js";
import { setSetting, setting } from "../../lib/settings.js";

export async function choices() {
  const features = await Promise.all(FEATURES.map(({ name }) => choice(settingOf(name), t(`feature_${name.replaceAll("-", "_")}`))));
  return h("div", { class: "stack" }, h("h2", {}, t("features")), ...features,
    h("h2", {}, t("notifications")), await choice("notifications", t("notifications_words")));
}

/**
 * @param {string} name
 * @param {string} words
 */
async function choice(name, words) {
  const box = h("input", { type: "checkbox", "data-ac": "setting", "data-setting": name });
  box.checked = await setting(name);
  box.addEventListener("change", () => void setSetting(name, box.checked));
  return h("label", { class: "check" }, box, words);
}
