/** Third step: the upload. It shows each phase: into the companion, to Autolab, and then waiting for its answer. */

import { gone, listen } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { Failure, failure } from "../../lib/errors.js";
import { percent, size } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { SLOW } from "../../lib/patience.js";
import { insist } from "./insist.js";

/** @typedef {import("./upload.js").Confirmed} Confirmed */

/** Failures of commit that the user may overrule, and the word that does. */
const OVERRULED_BY = /** @type {Record<string, Confirmed[number]>} */ ({
  already_submitted: "again", probably_submitted: "again", submission_under_way: "again", not_listed_yet: "again",
  outcome_unknown: "again", file_not_stored: "again", receipts_missing: "again", file_empty: "empty", version_from_elsewhere: "elsewhere",
});

/** The host was told to send and has not answered: the file may have arrived. */
const NO_ANSWER = new Set(["host_gone", "host_garbled", "host_silent", "worker_gone"]);

/**
 * @param {import("./flow.js").Flow} flow
 * @param {import("./upload.js").Upload} upload
 * @param {Confirmed} confirmed
 */
export async function send(flow, upload, confirmed) {
  const { file, signal } = flow;
  if (!file) return;
  const bar = progressBar(file.size);
  const heard = new AbortController();
  listen(({ method, params }) => {
    if (method === "submit.progress" && params.upload === upload.id) bar.phase(params.phase, params.sent);
  }, heard.signal);
  const show = () => flow.show(t("sending_heading", file.name), bar.element, { busy: true });
  show();
  let committing = false;
  try {
    bar.phase("receiving", 0);
    await upload.transfer((done) => bar.phase("receiving", done), signal);
    committing = true;
    const receipt = await commit(flow, upload, confirmed, () => bar.sent, show);
    if (receipt) flow.go("receipt", receipt);
    else flow.close();
  } catch (thrown) {
    if (gone.aborted) return; // the dialog says so already, and there are no words for more
    const why = thrown instanceof Failure ? thrown : failure("unexpected", String(thrown));
    const doubt = committing && NO_ANSWER.has(why.name);
    if (!doubt) upload.abandon();
    if (!signal.aborted) flow.go("failure", why, doubt);
  } finally {
    heard.abort();
    bar.stop();
  }
}

/**
 * @param {import("./flow.js").Flow} flow
 * @param {import("./upload.js").Upload} upload
 * @param {Confirmed} confirmed
 * @param {() => boolean} sent  something left for Autolab: what is unknown now is not to be sent again
 * @param {() => void} show
 * @returns {Promise<import("../../lib/protocol.js").Receipt | null>}  null: the user let it be
 */
async function commit(flow, upload, confirmed, sent, show) {
  try {
    return await upload.commit(flow.affirmed, confirmed);
  } catch (thrown) {
    const word = thrown instanceof Failure ? OVERRULED_BY[thrown.name] : undefined;
    if (!word || sent() || confirmed.includes(word)) throw thrown;
    if (!await insist(flow, /** @type {Failure} */ (thrown))) return null;
    show();
    return commit(flow, upload, [...confirmed, word], sent, show);
  }
}

/** @param {number} total */
function progressBar(total) {
  const progress = h("progress", { max: "1", "aria-labelledby": "phase", "data-ac": "progress" });
  const words = h("span", { id: "phase", role: "status", "data-ac": "phase" });
  const amount = h("span", { class: "muted", "data-ac": "amount" });
  const slow = h("p", { class: "muted", role: "status", "data-ac": "slow" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let last = "";
  return {
    sent: false,
    stop: () => clearTimeout(timer),
    element: h("div", { class: "stack" }, h("div", { class: "line" }, words, amount), progress, h("p", { class: "muted" }, t("sending_note")), slow),
    /**
     * @param {string} name
     * @param {number} done
     */
    phase(name, done) {
      clearTimeout(timer);
      slow.textContent = "";
      if (name !== "queued") timer = setTimeout(() => { // nothing has moved; what becomes of the file is still to be waited for
        slow.textContent = t("slow_upload");
      }, SLOW);
      if (name !== last) words.textContent = t(`phase_${name}`); // spoken once per phase, not per part
      last = name;
      this.sent ||= name === "sending";
      const part = total ? Math.min(1, done / total) : 1;
      const known = name === "receiving" || name === "sending";
      if (known) progress.value = part;
      else progress.removeAttribute("value");
      amount.textContent = known ? `${size(done)} / ${size(total)} (${percent(part)})` : "";
    },
  };
}
