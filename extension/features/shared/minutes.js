/** A page that stays open, perhaps overnight, tells the time that is left as it is now. */

import { past } from "../../lib/time.js";

const MINUTE = 60_000;

/**
 * Has the features draw anew what changes by time alone, each minute while somebody sees the page and when it is seen
 * again. Where a moment has come, the host is asked: it knows what is late or closed now.
 * @param {{ moments: () => (string | null)[], refresh: () => Promise<unknown>, retell: () => void }} store
 * @param {AbortSignal} signal
 */
export function followTime(store, signal) {
  let looked = Date.now();
  const look = () => {
    if (document.visibilityState !== "visible") return;
    const elapsed = Date.now() - looked;
    looked += elapsed;
    if (store.moments().some((at) => past(at) && !past(at, -elapsed))) void store.refresh();
    store.retell();
  };
  const timer = setInterval(look, MINUTE);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
