/** Identifies the sender of a message by what the browser says; nothing in the message itself is believed. */

import { placeOf } from "../lib/page-detect.js";

/**
 * @typedef {import("../lib/page-detect.js").Place} Place
 * @typedef {import("../lib/protocol.js").Caller} Caller
 * @typedef {{ caller: Caller, place: Place | null, tab: number | null }} Requester
 */

/** Folder below pages/ → caller. */
const PAGES = /** @type {Record<string, Caller>} */ ({
  popup: "popup", options: "options", setup: "options", receipts: "options", roster: "options", tables: "options",
});

/**
 * @param {chrome.runtime.MessageSender} sender
 * @param {{ id: string, base: string }} own  our id and the address our pages start with
 * @returns {Requester | null}  null: nobody we serve
 */
export function requesterOf(sender, own) {
  if (sender.id !== own.id || !sender.url) return null;
  if (sender.url.startsWith(own.base)) return ownPage(sender, own.base);
  // A frame inside a page may be anybody's, and so may a page under our content script's frame.
  if (sender.frameId !== 0 || sender.tab?.id === undefined) return null;
  const place = placeOf(sender.url);
  const tabPlace = sender.tab.url === undefined ? place : placeOf(sender.tab.url);
  if (!place || !tabPlace || !same(place, tabPlace)) return null;
  return { caller: "page", place, tab: sender.tab.id };
}

/**
 * @param {chrome.runtime.MessageSender} sender
 * @param {string} base
 * @returns {Requester | null}
 */
function ownPage(sender, base) {
  const [folder, page] = new URL(sender.url ?? "").pathname.split("/").slice(1, 3);
  if (folder !== "pages" || !Object.hasOwn(PAGES, page) || !sender.url?.startsWith(base)) return null;
  return { caller: PAGES[page], place: null, tab: sender.tab?.id ?? null };
}

/**
 * @param {Place} a
 * @param {Place} b
 */
function same(a, b) {
  return a.server === b.server && a.course === b.course && a.assessment === b.assessment;
}
