/** The worker: the composition root. Listeners are registered before anything is awaited, or events get lost. */

import { featuresOn, switchesFeature } from "../features/index.js";
import { api } from "../lib/api.js";
import { asObject, failure } from "../lib/errors.js";
import { spoken } from "../lib/host-words.js";
import { renew, speakAsChosen } from "../lib/language.js";
import { Cancelling } from "./cancelling.js";
import { forget } from "./last-view.js";
import { hearCommands } from "./commands.js";
import { HostPort } from "./host-port.js";
import { PagePorts } from "./page-ports.js";
import { hearClicks, tellHeld } from "./notify.js";
import { knownOrigins, serve } from "./origins.js";
import * as remembered from "./remembered.js";
import { arrange, remind, wake } from "./reminders.js";
import { Router } from "./router.js";
import { requesterOf } from "./senders.js";
import { SignIn } from "./sign-in.js";
import { runTask } from "./tasks.js";
import { showOnToolbar } from "./toolbar.js";
import { Watches } from "./watches.js";

const HOST = "autolab_companion";
const OWN = { id: api.runtime.id, base: api.runtime.getURL("") };

/** What only the user can fix, so the toolbar shows it too. */
const NEEDS_USER = new Set([
  "host_missing", "host_forbidden", "host_not_started", "host_outdated", "host_speaks_otherwise", "extension_outdated",
  "sign_in_again", "vault_locked", "key_missing", "key_foreign", "custody_damaged",
  "keychain_unavailable", "keychain_waiting", "keychain_locked",
]);

/** Tells pages to retry what failed before. */
/** @type {import("../lib/ask.js").Notice & { method: "host.ready" }} */
const READY = { method: "host.ready", params: {} };

/** @type {Set<string>} tables of staff that the host is sending, whether or not their page is open */
const importing = new Set();
const speaking = speakAsChosen();
const pagePorts = new PagePorts();
/** @type {HostPort} */
const host = new HostPort({
  connect: () => api.runtime.connectNative(HOST),
  // Firefox puts the reason on the port, Chromium into lastError.
  whyEnded: (port) => (/** @type {any} */ (port).error ?? api.runtime.lastError)?.message,
  client: { name: "autolab-companion", version: api.runtime.getManifest().version },
  onNotice: (notice) => void onNotice(notice),
  onReady: () => {
    importing.clear(); // a new host tells anew
    pagePorts.publish(READY);
  },
  needed: () => signIn.any || watches.any || router.any || importing.size > 0,
});

/** @type {import("./ask.js").Ask} */
const ask = (op, params, caller = "background", signal = undefined) => host.request(op, { ...params, caller }, signal);

const signIn = new SignIn(ask, () => pagePorts.publish({ method: "overview.changed", params: {} }));
const watches = new Watches(ask);
const cancelling = new Cancelling();
const router = new Router(host, (op, params, result, pageUser) => {
  void remembered.learn(op, params, result, pageUser);
  if (op === "vault.unlock" || op === "vault.ask_again") pagePorts.publish(READY);
  if (op === "submit.commit") awaitScore(result?.receipt);
});

/** @param {any} receipt */
function awaitScore(receipt) {
  if (receipt?.removed_between) void watches.drop(receipt);
  else if (["landed", "appeared"].includes(receipt?.state) && receipt.version !== null) void watches.add(receipt);
}

/** @param {import("../lib/protocol.js").Notice} notice */
async function onNotice(notice) {
  const { method, params } = notice;
  if (method === "submit.progress") {
    const tab = router.tabOf(params.upload);
    if (tab != null) pagePorts.publish(notice, tab);
    return;
  }
  if (method === "notifications.dropped") {
    pagePorts.publish({ ...READY, params: { missed: true } });
    pagePorts.publish({ method: "overview.changed", params: {} });
    return;
  }
  if (method === "session.changed") await forget();
  if (method === "changed" && params.operation === "agenda" && params.data) void remind(params.data.items);
  pagePorts.publish(notice);
  void remembered.hear(notice);
  if (method === "staff.progress") importing[params.phase === "running" ? "add" : "delete"](params.job.job);
  if (method === "receipt.changed") awaitScore(params.receipt); // also for a submission whose outcome was unknown until now
  if (method === "sign_in.changed") await signIn.onChanged(params, pagePorts.has("popup"));
}

/**
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 */
async function answer(message, sender) {
  await speaking;
  const requester = requesterOf(sender, OWN);
  if (!requester) throw failure("message_unsound");
  if (requester.caller === "page" && !(await knownOrigins()).includes(requester.place?.server ?? "")) throw failure("not_this_page");
  if (typeof message?.cancel === "string") return cancelling.cancel(requester, message.cancel);
  return cancelling.run(requester, message?.ticket, (signal) => (message?.task ? runTask({ host, signIn, ask }, requester, message.task, message.params, signal)
    : router.ask(requester, message?.op, message?.params, message?.pageUser, signal)));
}

api.runtime.onMessage.addListener((message, sender, reply) => {
  answer(message, sender).then((result) => reply({ result: result ?? null }), async (thrown) => {
    const error = asObject(thrown);
    if (NEEDS_USER.has(error.data.name)) void showOnToolbar({ attention: spoken(error).message });
    reply({ error, remembered: await remembered.recall(message, error.data.name).catch(() => null) });
  });
  return true; // the reply comes later
});

api.runtime.onConnect.addListener((port) => {
  const requester = port.sender && requesterOf(port.sender, OWN);
  if (port.name !== "live" || !requester) return port.disconnect();
  pagePorts.add(port, requester, () => {
    if (requester.caller === "page" && requester.tab !== null) router.pageClosed(requester.tab);
  });
  startAhead(requester, port).catch(() => null); // nobody listens any more, or the question will hear why
});

/**
 * Whoever listens is about to ask: a host that starts meanwhile answers at once. Why it cannot start, the question hears.
 * @param {import("./senders.js").Requester} requester
 * @param {chrome.runtime.Port} port
 */
async function startAhead({ caller, place }, port) {
  if (caller !== "page" || !place) return void host.ready().catch(() => null);
  const [known, on, shown] = await Promise.all([knownOrigins(), featuresOn(), remembered.ahead(place)]);
  if (!on.length || !known.includes(place.server)) return;
  /** @type {import("../lib/ask.js").Notice} */
  const told = { method: "badges.remembered", params: { shown } };
  port.postMessage(told);
  await host.ready();
}

/** The way to the first badge, shown once; whoever has added servers before knows it. */
async function welcome() {
  if (!(await knownOrigins()).length) await api.tabs.create({ url: api.runtime.getURL("pages/setup/setup.html") });
}

hearClicks();
hearCommands();
api.tabs.onUpdated.addListener((tab, { url }) => void (url && signIn.tabMoved(tab, url)));
api.tabs.onRemoved.addListener((tab) => void signIn.tabClosed(tab));
api.permissions.onAdded.addListener(() => {
  hearClicks();
  void serve();
});
api.permissions.onRemoved.addListener(() => void serve());
api.storage.local.onChanged.addListener((changes) => {
  if (switchesFeature(changes)) void serve();
  if ("words" in changes) void speakAsChosen().then(() => Promise.all([serve(), showOnToolbar({})]));
  if ("toolbar" in changes) void showOnToolbar({});
  if ("toolbar" in changes || "notify_deadlines" in changes) void arrange();
});
api.runtime.onInstalled.addListener(({ reason }) => {
  void serve(); // an update forgets registered scripts
  if (reason === "install") void welcome();
  if (reason === "update") void renew();
});
api.alarms.onAlarm.addListener(({ name }) => void tellHeld(name));
api.alarms.onAlarm.addListener(({ name }) => void wake(name, ask).catch(() => null)); // or being woken is the point: the worker resumes below

void signIn.resume();
void watches.resume();
void arrange();
