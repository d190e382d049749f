/** When to ask for the overview again: news of it, or a host that has come after there was none. */

import { listen } from "../../lib/ask.js";

/**
 * @param {() => unknown} again
 * @param {() => boolean} failed  whether what is shown now is why the host did not answer
 */
export function hearOverview(again, failed) {
  listen(({ method }) => {
    if (/^(overview|session|sign_in)\.changed$/.test(method) || (method === "host.ready" && failed())) void again();
  }, new AbortController().signal, () => void again());
}
