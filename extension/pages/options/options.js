/** The options page: servers and how they were added, staff tools, features, the vault, versions. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h, redraw } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { addServer } from "../shared/add-server.js";
import { hearOverview } from "../shared/hear-overview.js";
import { byId, dress } from "../shared/page.js";
import { serverCard } from "../shared/server-card.js";
import { trouble } from "../shared/trouble.js";
import { vaultView } from "../shared/vault.js";
import { choices } from "./choices.js";
import { deploymentPicker } from "./deployment.js";
import { stored } from "./stored.js";
import { serverTools } from "./server-tools.js";

let failed = false;

/** @param {boolean} [retryNow] */
async function refresh(retryNow = false) {
  draw(await task("overview", { retryNow }));
}

/** @param {import("../shared/overview.js").Overview} view */
function draw({ error, vault, servers, attempts, host, extension }) {
  failed = Boolean(error);
  const usable = !error && vault?.state !== "locked";
  redraw(byId("trouble"), key(error), () => (error ? [trouble(error, () => refresh(true))] : []));
  redraw(byId("servers"), key([usable, servers, attempts]), () => (servers.length || !usable ? servers.map((server) => h("div", { class: "stack" },
    serverCard(server, attempts.find((each) => each.server === server.server), refresh), serverTools(server, refresh))) : [h("p", { class: "muted" }, t("no_servers"))]));
  redraw(byId("deployment"), key(usable), () => (usable ? [deploymentPicker(refresh)] : []));
  redraw(byId("add"), key(usable), () => (usable ? [h("h2", {}, t("by_hand")), addServer(refresh, false, { deployment: false })] : []));
  redraw(byId("stored"), key(usable), () => (usable ? [stored(refresh)] : []));
  redraw(byId("vault"), key(vault), () => (vault ? [vaultView(vault, refresh)] : []));
  redraw(byId("about"), key([host, extension]), () => [
    h("p", { "data-ac": "extension-version" }, t("about_extension", extension.version, extension.protocol)),
    host && h("p", { "data-ac": "host-version" }, t("about_host", host.version)),
  ]);
}

/** @param {unknown} value */
function key(value) {
  return JSON.stringify(value ?? null);
}

await dress();
void choices().then((element) => byId("choices").append(element));
hearOverview(refresh, () => failed);
api.permissions.onAdded.addListener(() => void refresh());
api.permissions.onRemoved.addListener(() => void refresh());
void refresh();
