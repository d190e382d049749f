/** Server addresses as people type them, and the host permission that goes with one. */

const LOOPBACK = new Set(["127.0.0.1", "localhost"]);

/**
 * The origin meant by `text`: a bare host name, an address copied from the address bar, or an origin.
 * @param {string} text
 * @returns {string | null}  null if no server can be meant: only https, or http on this very machine
 */
export function originOf(text) {
  const typed = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!typed || !URL.canParse(address)) return null;
  const { protocol, hostname, origin, username, password } = new URL(address);
  if (username || password) return null;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname)) ? origin : null;
}

/**
 * The host permission for a server. Ports are left out: Firefox's match patterns have none.
 * @param {string} origin
 */
export function patternFor(origin) {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}
