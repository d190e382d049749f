/** What the companion may do with an account, in words: the scopes that are asked for, or were granted. */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

/** @param {string[]} scopes */
export function scopeList(scopes) {
  return h("ul", { "data-ac": "scopes" }, ...scopes.map((scope) => h("li", { "data-scope": scope }, t(`scope_${scope}`))));
}
