/**
 * A button that copies a text and says so. What we draw into a page can be copied in no other way: a selection there
 * would hand the page what is selected.
 */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @param {string} text
 * @param {string} [what]  what it copies, for those who do not see where it stands
 */
export function copyButton(text, what) {
  const words = h("span", {}, t("copy"));
  const said = h("span", { class: "hidden-words", role: "status", "data-ac": "copy-said" }); // a button's own words are not read out when they change
  const copy = async () => {
    said.replaceChildren(); // the same words twice would be read out once
    const done = await navigator.clipboard.writeText(text).then(() => "copied", () => "copy_failed");
    said.textContent = words.textContent = t(done);
  };
  return h("span", { class: "copying" },
    h("button", { type: "button", class: "button small", "data-ac": "copy", "aria-label": what ? t("copy_what", what) : null, onclick: copy }, icon("copy"), words),
    said);
}
