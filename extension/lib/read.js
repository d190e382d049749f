/** What the host answers from memory first, and then as the server tells it. */

import { ask, listen } from "./ask.js";
import { Failure } from "./errors.js";
import { patiently } from "./patience.js";

/**
 * @typedef {import("./protocol.js").Operations} Operations
 * @typedef {{ [Op in keyof Operations]: Operations[Op]["result"] extends { data: unknown, stale: boolean } ? Op : never }[keyof Operations]} Readable
 */

/**
 * Asks for a read and hands its data to `show`; once more whenever the host has learnt something newer, until
 * `signal` aborts. `trouble` hears why there is nothing to show, or why what is shown could not be made newer.
 * @template {Readable} Op
 * @param {Op} op
 * @param {Operations[Op]["params"]} params
 * @param {(data: Operations[Op]["result"]["data"]) => void} show
 * @param {(thrown: unknown) => void} trouble
 * @param {AbortSignal} signal
 * @param {HTMLElement} place  where it says that it takes long
 */
export async function read(op, params, show, trouble, signal, place) {
  let failed = false;
  const again = async () => {
    try {
      const { data } = await patiently(place, (patience) => ask(op, params, patience), signal);
      failed = false;
      if (!signal.aborted) show(data);
    } catch (thrown) {
      failed = true;
      if (!signal.aborted) trouble(thrown);
    }
  };
  listen(({ method, params: news }) => {
    if (method === "host.ready" && (failed || news.missed)) void again();
    if (method !== "changed" || news.operation !== op || !equal(news.params, { ...params })) return;
    if (news.error) trouble(new Failure(news.error));
    else if (news.data === undefined) void again(); // too large for a notification, and remembered now
    else show(news.data);
  }, signal);
  await again();
}

/**
 * @param {Record<string, unknown>} told
 * @param {Record<string, unknown>} asked
 */
function equal(told, asked) {
  const names = Object.keys(asked);
  return Object.keys(told).length === names.length && names.every((name) => told[name] === asked[name]);
}
