/** What can be said against a file at the moment it is chosen, before anything of it goes anywhere. */

import { apart } from "../../lib/format.js";
import { spokenWarning } from "../../lib/host-words.js";
import { t } from "../../lib/i18n.js";
import { moment } from "../../lib/time.js";
import { wantedEnding } from "../shared/page-facts.js";

/** @typedef {import("../../lib/protocol.js").Receipt} Receipt */

/** Receipts of files that Autolab has, or may have. */
const THERE = new Set(["landed", "appeared", "accepted_ungraded", "sending", "pending", "unknown"]);
/** As the name of a second copy ends: `handin (1).c`. */
const COPY = / \(\d+\)(\.[^.]*)?$|\.(tmp|part|crdownload|swp|bak)$|~$/i;

/**
 * @param {{ name: string, size: number, sha256: string }} file  sha256: empty while it is being read
 * @param {{ handin_hint: string | null, size_limit: number | null }} check
 * @param {Receipt[]} earlier  what was handed in here from this computer
 * @returns {{ code: string, words: string }[]}
 */
export function objections({ name, size, sha256 }, { handin_hint: hint, size_limit: limit }, earlier) {
  const wanted = wantedEnding();
  const lower = name.toLowerCase();
  const same = sha256 ? earlier.find((receipt) => receipt.sha256 === sha256 && THERE.has(receipt.state)) : undefined;
  return [
    size === 0 && { code: "empty", words: t("warning_empty") },
    limit !== null && size > limit && { code: "size", words: t("precheck_size", ...apart(size, limit)) },
    wanted && !lower.endsWith(wanted.toLowerCase()) && { code: "format", words: t("precheck_format", wanted) },
    !wanted && hint && !lower.endsWith(hint) && { code: "file_type", words: spokenWarning({ code: "file_type", message: t("handin_hint", hint), fields: { handin_hint: hint } }) },
    COPY.test(name) && { code: "name", words: t("precheck_name", name) },
    same && { code: "same", words: same.version === null ? t("precheck_same", moment(same.sent_at)) : t("precheck_same_version", same.version, moment(same.sent_at)) },
  ].filter((one) => one !== false && one !== null && one !== "" && one !== undefined);
}
