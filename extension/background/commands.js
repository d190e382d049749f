/** What can be done from anywhere: the keyboard's commands, and an entry in the menu of Autolab's own links and pages. */

import { api } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { placeOf, submitUrl } from "../lib/page-detect.js";
import { Kept } from "./kept.js";

const MENU = "submit";
const SEARCH = "search";

/** Registers the listeners, from a worker's start on. */
export function hearCommands() {
  api.commands?.onCommand.addListener((command, tab) => {
    if (command === SEARCH) void search();
    if (command === MENU) void submitOn(tab?.url, tab);
  });
  api.contextMenus?.onClicked.addListener(({ linkUrl, pageUrl }, tab) => void (linkUrl ? submitOn(linkUrl) : submitOn(pageUrl, tab)));
}

/** What the menus hold; browsers keep them for the next worker, and an update forgets both. @type {Kept<string>} */
const offered = new Kept("menus", "");

/**
 * Puts the entry into the menus of the pages that are served, and of links to an assessment there.
 * @param {string[]} patterns  host permissions
 */
export function offerInMenus(patterns) {
  const targetUrlPatterns = patterns.map((pattern) => pattern.replace(/\*$/, "courses/*/assessments/*"));
  const title = t("menu_submit");
  const wanted = JSON.stringify([title, targetUrlPatterns]);
  return offered.change(async (present) => {
    if (present === wanted) return present;
    await api.contextMenus?.removeAll();
    if (!patterns.length) return wanted;
    api.contextMenus?.create({ id: `${MENU} link`, title, contexts: ["link"], targetUrlPatterns });
    api.contextMenus?.create({ id: `${MENU} page`, title, contexts: ["page"], documentUrlPatterns: targetUrlPatterns });
    return wanted;
  });
}

/** The popup's own field of search, or the same page in a tab where the browser opens no popup. */
async function search() {
  if (await api.action.openPopup().then(() => true, () => false)) return;
  await api.tabs.create({ url: api.runtime.getURL("pages/popup/popup.html") });
}

/**
 * Opens an assessment's page with the dialog on it.
 * @param {string | undefined} address
 * @param {chrome.tabs.Tab} [tab]  the one that shows it already
 */
async function submitOn(address, tab) {
  const place = placeOf(address);
  if (!place?.course || !place.assessment) return;
  const url = submitUrl({ server: place.server, course: place.course, assessment: place.assessment });
  if (tab?.id === undefined) await api.tabs.create({ url });
  else await api.tabs.update(tab.id, { url });
}
