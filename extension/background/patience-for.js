/**
 * Milliseconds until a question counts as unanswered: Chromium drops a frame that is not JSON without a word. hello
 * waits for an interpreter and nothing else. Big files over slow lines, slow autograders and whole courses at the pace
 * that a server allows take their time; the host has its own limits for these.
 */

const PATIENCE = 120_000;
const LONGER = /** @type {Record<string, number>} */ ({
  "hello": 15_000, "submit.commit": 7_200_000, "downloads.save": 7_200_000, "watch": 3 * 3_600_000,
  "staff.preview": 600_000, "staff.export": 600_000,
});

/** @param {string} op */
export function patienceFor(op) {
  return LONGER[op] ?? PATIENCE;
}
