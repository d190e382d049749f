/** The popup: which servers, who you are there, signing in and out, what is due. It draws; the worker acts. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h, icon, redraw } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { originOf } from "../../lib/origin.js";
import { addServer } from "../shared/add-server.js";
import { hearOverview } from "../shared/hear-overview.js";
import { byId, dress } from "../shared/page.js";
import { serverCard } from "../shared/server-card.js";
import { spelled } from "../shared/sign-in.js";
import { trouble } from "../shared/trouble.js";
import { vaultView } from "../shared/vault.js";
import { agenda } from "./agenda.js";
import { allKnown, scores, search } from "./known.js";

let fresh = false;
let failed = false;
/** @type {string | null} the server in front of the user; a page's address is told for the click on our button */
let site = null;

/** Asked for before all else: it is what is seen first. */
const last = api.storage.session.get({ overview: null });

/** What it showed last, while the worker and the program may still be starting. */
async function remembered() {
  const { overview } = await last;
  if (overview && !fresh) draw(/** @type {import("../shared/overview.js").Overview} */ (overview));
}

/** @param {boolean} [retryNow] */
async function refresh(retryNow = false) {
  const [view, [tab]] = await Promise.all([task("overview", { retryNow }), api.tabs.query({ active: true, currentWindow: true })]);
  site = tab?.url === undefined ? null : originOf(tab.url);
  fresh = true;
  draw(view);
}

/** @param {import("../shared/overview.js").Overview} view */
function draw(view) {
  const { error, vault, servers, attempts, host, extension } = view;
  failed = Boolean(error);
  byId("loading").hidden = true;
  const locked = vault?.state === "locked";
  redraw(byId("trouble"), key(error), () => (error ? [trouble(error, () => refresh(true))] : []));
  redraw(byId("vault"), key(locked), () => (locked ? [vaultView(vault, refresh)] : []));
  redraw(byId("servers"), key([servers, attempts]), () => [
    servers.length > 0 && h("h2", { class: "hidden-words" }, t("servers")),
    ...servers.map((server) => serverCard(server, attempts.find((each) => each.server === server.server), refresh))]);
  const usable = !error && !locked;
  redraw(byId("add"), key([usable, servers.length > 0, elsewhere(servers)]), () => (usable ? [addServer(refresh, servers.length === 0, { here: elsewhere(servers) })] : []));
  const code = attempts.find(({ state, user_code: given }) => state === "waiting" && given)?.user_code;
  byId("spoken").textContent = code ? t("user_code", spelled(code)) : ""; // there from the start, or it is not read out
  const signedIn = usable && servers.some(({ session }) => session?.account);
  const whose = key(signedIn && servers.map(({ session }) => session?.account));
  const known = allKnown();
  redraw(byId("search"), whose, () => (signedIn ? [search(known)] : []));
  redraw(byId("agenda"), whose, () => (signedIn ? [agenda(known.renew), scores(known)] : []));
  byId("version").textContent = [extension.version, host?.version].filter(Boolean).join(" / ");
}

/** @param {unknown} value */
function key(value) {
  return JSON.stringify(value ?? null);
}

/** The site in front of the user, if it is none of these: it may be the one to add. @param {{ server: string }[]} servers */
function elsewhere(servers) {
  return site && !servers.some(({ server }) => server === site) ? site : null;
}

await dress();
byId("options").append(icon("gear"));
byId("options").addEventListener("click", () => void api.runtime.openOptionsPage());
byId("receipts").addEventListener("click", () => void task("open", { page: "receipts" }));
hearOverview(refresh, () => failed);
api.permissions.onAdded.addListener(() => void refresh());
void task("seen");
void remembered();
void refresh();
