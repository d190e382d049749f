/** The pipe to a host whose other end is the test. */

import "./browser.js";

const { HostPort } = await import("../../extension/background/host-port.js");

export const HELLO = { protocol: 1, host: { name: "autolab_companion", version: "9" }, operations: {} };

/** A port whose other end is the test: `sent` holds what the host got, `say` and `end` speak for it. */
export function world({ hello = HELLO, patience } = {}) {
  const made = { ports: [], notices: [], ready: 0 };
  made.host = new HostPort({
    connect: () => {
      const port = { sent: [], heard: [], gone: [], why: undefined, disconnected: false };
      port.postMessage = (message) => {
        port.sent.push(message);
        if (message.method === "hello" && hello) queueMicrotask(() => port.say({ id: message.id, ...(hello.error ? hello : { result: hello }) }));
      };
      port.onMessage = { addListener: (listener) => port.heard.push(listener) };
      port.onDisconnect = { addListener: (listener) => port.gone.push(listener) };
      port.disconnect = () => (port.disconnected = true);
      port.say = (message) => port.heard.forEach((listener) => listener({ jsonrpc: "2.0", ...message }));
      port.end = (why) => {
        port.why = why;
        port.gone.forEach((listener) => listener(port));
      };
      made.ports.push(port);
      return port;
    },
    whyEnded: (port) => port.why,
    client: { name: "test", version: "0" },
    onNotice: (notice) => made.notices.push(notice),
    onReady: () => (made.ready += 1),
    needed: () => false,
    idle: 5,
    patience,
  });
  return made;
}
export const settle = () => new Promise((resolve) => setImmediate(resolve));
