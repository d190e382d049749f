/** What every page of ours does first: follow the colour scheme, speak the user's language. */

import { language, localize, t } from "../../lib/i18n.js";

export function dress() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
  document.documentElement.lang = language();
  localize(document);
  document.title = [...new Set([document.querySelector("h1")?.textContent, t("extension_name")])].join(" – ");
}

/**
 * The element of the page's own HTML with this id.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no #${id}`);
  return element;
}
