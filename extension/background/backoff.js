/**
 * When a broken host may be started again. Never by itself: only somebody's question starts a host,
 * and a host that keeps dying is asked ever more rarely. Sans I/O.
 */

const FIRST = 1000;
const LONGEST = 60_000;
/** A host that lived this long was well; its end says nothing about the next start. */
const WELL = 10_000;

export class Backoff {
  #failures = 0;
  #until = 0;

  /** @param {number} now  milliseconds by a clock that nobody sets */
  mayStart(now) {
    return now >= this.#until;
  }

  /**
   * @param {number} now
   * @param {number | null} since  when it answered hello, null if never
   */
  ended(now, since) {
    if (since !== null && now - since >= WELL) this.reset();
    this.#until = now + Math.min(LONGEST, FIRST * 2 ** this.#failures);
    this.#failures += 1;
  }

  reset() {
    this.#failures = 0;
    this.#until = 0;
  }
}
