/** The WebExtension API under one name: `browser` in Firefox, `chrome` in Chromium; both answer with promises. */

const everywhere = /** @type {{ browser?: typeof chrome, chrome: typeof chrome }} */ (/** @type {unknown} */ (globalThis));

export const api = everywhere.browser ?? everywhere.chrome;
