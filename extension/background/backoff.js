/**
 * Exponential backoff between starts of a host that keeps dying. Only a request ever leads to one. Sans I/O.
 */

const FIRST = 1000;
const LONGEST = 60_000;
/** A host that lived this long was healthy; its end says nothing about the next start. */
const HEALTHY = 10_000;
/** After so many in a row, whoever was refused is not helped by another start; who asks again gets one. */
const HOPELESS = 4;

export class Backoff {
  #failures = 0;
  #until = 0;

  /** @param {number} now  milliseconds by a monotonic clock */
  mayStart(now) {
    return now >= this.#until;
  }

  /**
   * Milliseconds until a start may be made for those who were refused one; null where it is hopeless.
   * @param {number} now
   */
  pause(now) {
    return this.#failures < HOPELESS ? Math.max(0, this.#until - now) : null;
  }

  /**
   * @param {number} now
   * @param {number | null} since  when it answered hello, null if never
   */
  ended(now, since) {
    if (since !== null && now - since >= HEALTHY) this.reset();
    this.#until = now + Math.min(LONGEST, FIRST * 2 ** this.#failures);
    this.#failures += 1;
  }

  reset() {
    this.#failures = 0;
    this.#until = 0;
  }
}
