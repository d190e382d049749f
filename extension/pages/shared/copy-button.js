/** A button that copies a text and says so. */

import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

/** @param {string} text */
export function copyButton(text) {
  const words = h("span", { role: "status" }, t("copy"));
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    words.textContent = t("copied");
  };
  return h("button", { type: "button", class: "button small", "data-ac": "copy", onclick: copy }, icon("copy"), words);
}
