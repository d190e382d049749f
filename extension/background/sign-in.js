/**
 * Drives signing in from the worker, because the popup dies as soon as another window has the focus.
 *
 * The extension carries exactly one thing: the address the browser ended up on. Verifier, state, exchange and
 * tokens stay in the host, and so do the attempts.
 */

import { api } from "../lib/api.js";
import { signedIn } from "./notify.js";
import { Ties } from "./sign-in-ties.js";

/** Milliseconds; a host that was well and died is not started again within the first second. */
const AGAIN = 1500;
const UNDER_WAY = new Set(["waiting", "exchanging"]);
/** Ends that the popup need not show: it shows who is signed in, or the way in. */
const QUIET = new Set(["signed_in", "cancelled"]);

/**
 * @typedef {import("../lib/protocol.js").Way} Way
 * @typedef {import("../lib/protocol.js").Attempt} Attempt
 * @typedef {import("./sign-in-ties.js").Tie} Tie
 */

export class SignIn {
  #ask;
  #changed;
  #ties = new Ties();

  /**
   * @param {import("./ask.js").Ask} ask
   * @param {() => void} changed  the popup should look again
   */
  constructor(ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Whether the host must be kept, because a sign-in is under way. */
  get any() {
    return this.#ties.any;
  }

  /**
   * @param {string} server
   * @param {Way} way
   * @param {AbortSignal} [signal]  the user waits no longer
   */
  async start(server, way, signal) {
    for (const old of await this.#ties.all()) {
      if (old.server === server) await this.cancel(old.attempt);
    }
    const redirect = way === "identity" ? { redirect_uri: await this.#redirect(server) } : {};
    const { attempt, authorization_url: url } = await this.#ask("sign_in.start", { server, way, ...redirect }, "background", signal);
    const tie = { attempt, server, way, tab: null };
    if (url && (way === "oob" || way === "loopback")) await this.#ties.openTab(tie, url);
    else await this.#ties.keep(tie);
    if (url && way === "identity") void this.#throughIdentity(tie, url);
  }

  /**
   * @param {string} attempt
   * @param {boolean} [abandoned]  its window was closed; the host then says what may have been wrong
   */
  async cancel(attempt, abandoned = false) {
    await this.#ties.drop(attempt);
    await this.#ask("sign_in.cancel", { attempt, abandoned }).catch(() => null); // it forgets by itself in time
    this.#changed();
  }

  /** The newest attempt of each server, where there is something to show. @returns {Promise<Attempt[]>} */
  async attempts() {
    const { attempts: listed } = await this.#ask("sign_in.status", {});
    for (const each of listed) {
      const { attempt, server, way } = each;
      // A code can still be entered after worker, host or browser were restarted.
      if (UNDER_WAY.has(each.state) && way === "device") await this.#ties.keep({ attempt, server, way, tab: null });
      if (!UNDER_WAY.has(each.state)) await this.#ties.drop(attempt);
    }
    const newest = new Map(listed.map((each) => [each.server, each])); // listed oldest first
    return [...newest.values()].filter(({ state }) => !QUIET.has(state));
  }

  /** sign_in.changed @param {{ attempt: string, server: string, state: string }} news @param {boolean} seen */
  async onChanged({ attempt, server, state }, seen) {
    if (UNDER_WAY.has(state)) return;
    await this.#ties.drop(attempt);
    if (state === "signed_in" && !seen) await signedIn(server);
  }

  /** A new worker: the windows of the old one are lost, a code may still be entered. */
  async resume() {
    const ties = await this.#ties.all();
    for (const { attempt, way } of ties) {
      if (way === "identity") await this.cancel(attempt, true);
    }
    if (this.any) await this.attempts().catch(() => null); // starts the host, which goes on asking
  }

  /**
   * A tab moved: perhaps the one in which Autolab shows the code. Its page drops `state`, so the tab is the tie.
   * @param {number} tab
   * @param {string} address
   */
  async tabMoved(tab, address) {
    const tie = (await this.#ties.all()).find((each) => each.tab === tab && each.way === "oob");
    const url = new URL(address);
    if (!tie || url.origin !== tie.server || url.pathname !== "/oauth/authorize/native") return;
    await this.#finish(tie, address);
    await api.tabs.update(tab, { url: `${tie.server}/courses` }).catch(() => null); // don't leave the code in view
  }

  /** @param {number} tab */
  async tabClosed(tab) {
    const tie = (await this.#ties.all()).find((each) => each.tab === tab);
    if (tie) await this.cancel(tie.attempt, true);
  }

  /**
   * Where the server sends the browser back to; a registered path of its own keeps its codes from other servers.
   * @param {string} server
   */
  async #redirect(server) {
    const { servers } = await this.#ask("servers.list", {});
    const known = servers.find((each) => each.server === server);
    const own = api.identity.getRedirectURL(`autolab/${new URL(server).host}`);
    return known?.identity_redirects.includes(own) ? own : api.identity.getRedirectURL("autolab");
  }

  /**
   * @param {Tie} tie
   * @param {string} address
   */
  async #throughIdentity(tie, address) {
    const ended = await api.identity.launchWebAuthFlow({ url: address, interactive: true }).catch(() => undefined);
    if (!this.#ties.has(tie.attempt)) return; // cancelled or timed out meanwhile
    if (ended) await this.#finish(tie, ended);
    else await this.cancel(tie.attempt, true);
  }

  /**
   * @param {Tie} tie
   * @param {string} address  where the browser ended up
   */
  async #finish(tie, address) {
    const { attempt, tab } = tie;
    await this.#ties.keep({ ...tie, tab: null }); // closing the tab ends nothing now
    const relay = () => this.#ask("sign_in.finish", { attempt, redirect_url: address });
    try {
      await relay().catch(async (thrown) => {
        // A host that died over it has left the attempt to the next one, which needs the address too.
        if (thrown?.name !== "host_gone") throw thrown;
        await new Promise((resolve) => void setTimeout(resolve, AGAIN));
        return relay();
      });
    } catch (thrown) {
      // What went wrong stays with the attempt, where the popup reads it. But a stranger's answer ends none.
      if (thrown instanceof Error && thrown.name === "state_mismatch") {
        if (tab === null) await this.cancel(attempt, true); // the window in which the right one could come is gone
        else await this.#ties.keep(tie);
      }
    }
    this.#changed();
  }
}
