/** Reassembles replies that exceed the browsers' limit of 1 MiB. Sans I/O. */

/** Far above any answer the host gives; a broken host must not fill the worker's memory. */
const MAX_PARTS = 256;

export class Parts {
  /** @type {Map<string | number, string[]>} */
  #open = new Map();

  /**
   * @param {{ id: string | number, index: number, count: number, text: string }} part
   * @returns {any}  the whole message once the last part is here, else null; throws on nonsense
   */
  add({ id, index, count, text }) {
    const sound = Number.isInteger(count) && count > 0 && count <= MAX_PARTS && typeof text === "string";
    const texts = this.#open.get(id) ?? [];
    if (!sound || index !== texts.length) {
      this.#open.delete(id);
      throw new Error(`part ${index} of ${count} does not fit`);
    }
    texts.push(text);
    if (texts.length < count) {
      this.#open.set(id, texts);
      return null;
    }
    this.#open.delete(id);
    return JSON.parse(texts.join(""));
  }
}
