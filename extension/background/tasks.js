/** What our own pages may ask of the worker itself: whatever needs the browser's powers besides the host's. */

import { api } from "../lib/api.js";
import { asObject, failure } from "../lib/errors.js";
import { spoken } from "../lib/host-words.js";
import { PROTOCOL } from "../lib/protocol.js";
import { forget, looking } from "./last-view.js";
import { allowed, giveUp, serve } from "./origins.js";
import { showOnToolbar } from "./toolbar.js";

/**
 * @typedef {import("../lib/protocol.js").Caller} Caller
 * @typedef {import("./senders.js").Requester} Requester
 * @typedef {import("./ask.js").Ask} Ask
 *
 * @typedef {object} Means
 * @property {import("./host-port.js").HostPort} host
 * @property {import("./sign-in.js").SignIn} signIn
 * @property {Ask} ask
 *
 * @typedef {{ callers: Caller[], run: (means: Means, params: Record<string, any>, requester: Requester, signal?: AbortSignal) => Promise<any> }} Task
 */

const OWN = /** @type {Caller[]} */ (["popup", "options"]);

/** Pages a web page's content script may have opened: they show nothing to it. */
const OPENABLE = /** @type {Record<string, string>} */ ({
  popup: "pages/popup/popup.html", receipts: "pages/receipts/receipts.html", options: "pages/options/options.html",
  setup: "pages/setup/setup.html",
  tables: "pages/tables/tables.html",
});

/** @type {Record<string, Task>} */
const TASKS = {
  /** Everything the popup and the options page show. `retryNow`: try the host again now. */
  overview: { callers: OWN, run: (means, { retryNow }, { caller }) => overview(means, retryNow === true, caller) },

  /** Adds a server that the user has typed in, once it proved to be an Autolab. */
  "server.add": {
    callers: OWN,
    async run({ ask }, { server, client_id, client_secret }, { caller }, signal) {
      const client = { client_id, ...(client_secret && { client_secret }) };
      try {
        await ask("servers.check", { server, ...client }, caller, signal);
        return await ask("servers.add", { server, ...client }, caller, signal);
      } finally {
        await serveListed(ask, caller, server); // gives an unused permission back if adding failed
      }
    },
  },

  "server.add_deployment": {
    callers: OWN,
    async run({ ask }, { deployment }, { caller }) {
      const added = await ask("servers.add_deployment", { deployment }, caller);
      await serveListed(ask, caller);
      return added;
    },
  },

  /** Adds a server as it publishes itself; `servers` is empty where it does not. */
  "server.add_published": {
    callers: OWN,
    async run({ ask }, { server }, { caller }, signal) {
      try {
        return await ask("servers.add_published", { server }, caller, signal);
      } finally {
        await serveListed(ask, caller, server);
      }
    },
  },

  "server.remove": {
    callers: OWN,
    async run({ ask }, { server }, { caller }) {
      await ask("servers.remove", { server }, caller);
      await serveListed(ask, caller, server);
    },
  },

  "sign_in.start": { callers: OWN, run: ({ signIn }, { server, way }, _, signal) => signIn.start(server, way, signal) },
  "sign_in.cancel": { callers: OWN, run: ({ signIn }, { attempt }) => signIn.cancel(attempt) },

  /** The user has seen the news. */
  seen: { callers: OWN, run: () => showOnToolbar({ news: 0 }) },

  open: {
    callers: ["page", ...OWN],
    async run(_, { page }, { place }) {
      const path = Object.hasOwn(OPENABLE, page) ? OPENABLE[page] : undefined;
      if (!path) throw failure("message_unsound");
      // The real popup where the browser lets us, else the same page in a tab.
      if (page === "popup" && await api.action.openPopup().then(() => true, () => false)) return;
      // About what the asking page is about, which the browser says and not the page.
      const about = page === "tables" && place?.course ? `?${new URLSearchParams({ server: place.server, course: place.course })}` : "";
      await api.tabs.create({ url: api.runtime.getURL(path) + about });
    },
  },
};

/**
 * @param {Means} means
 * @param {Requester} requester
 * @param {unknown} name
 * @param {unknown} params
 * @param {AbortSignal} [signal]  the requester has taken it back
 */
export async function runTask(means, requester, name, params, signal) {
  const task = typeof name === "string" && Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (!task || typeof params !== "object" || params === null) throw failure("message_unsound");
  if (!task.callers.includes(requester.caller)) throw failure("caller_may_not");
  return task.run(means, params, requester, signal);
}

/**
 * @param {Means} means
 * @param {boolean} retryNow
 * @param {Caller} caller
 */
async function overview({ host, signIn, ask }, retryNow, caller) {
  const extension = { version: api.runtime.getManifest().version, protocol: PROTOCOL };
  const remember = looking();
  try {
    const { host: about, operations } = await host.ready({ retryNow });
    const vault = await ask("vault.status", {}, caller);
    if (vault.state === "locked") {
      await forget();
      return { extension, host: about, operations, vault, servers: [], attempts: [] };
    }
    const [{ servers }, { sessions }, attempts] = await Promise.all([
      ask("servers.list", {}, caller), ask("sessions.list", {}, caller), signIn.attempts(),
    ]);
    const origins = servers.map((each) => each.server);
    await serve(origins);
    const granted = await Promise.all(origins.map(allowed));
    const ended = sessions.find((one) => one.error)?.error;
    await showOnToolbar({ attention: ended ? spoken(ended).message : null });
    const view = {
      extension, host: about, operations, vault, attempts,
      servers: servers.map((each, i) => ({
        ...each, allowed: granted[i], session: sessions.find((one) => one.server === each.server) ?? null,
      })),
    };
    await remember(view);
    return view;
  } catch (thrown) {
    const error = asObject(thrown);
    await forget();
    await showOnToolbar({ attention: spoken(error).message });
    return { extension, error, servers: [], attempts: [] };
  }
}

/**
 * @param {Ask} ask
 * @param {Caller} caller
 * @param {string} [doubtful]  a server that may be gone now
 */
async function serveListed(ask, caller, doubtful) {
  await forget();
  const { servers } = await ask("servers.list", {}, caller);
  const origins = servers.map((each) => each.server);
  if (doubtful && URL.canParse(doubtful) && !origins.includes(new URL(doubtful).origin)) await giveUp(doubtful, origins);
  await serve(origins);
}
