/**
 * What the popup shows at once when it is opened again, until it has heard how things are now. In the browser's memory
 * only, where no page can read; without codes to enter, and with nothing at all where a passphrase guards names too.
 */

import { api } from "../lib/api.js";

let changes = 0;

/**
 * Begins to look at how things are.
 * @returns {(view: { vault: import("../lib/protocol.js").VaultStatus }) => Promise<void>}  remembers what was seen, unless something has changed meanwhile
 */
export function looking() {
  const before = changes;
  return async (view) => {
    if (changes === before && view.vault.custody !== "passphrase") await api.storage.session.set({ overview: { ...view, attempts: [] } });
  };
}

/** What was seen is no longer so. */
export function forget() {
  changes += 1;
  return api.storage.session.remove("overview");
}
