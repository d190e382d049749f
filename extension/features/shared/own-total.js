/**
 * The total that Autolab's own table of submissions shows for a version: with penalties, tweaks and excuses, which the API
 * does not tell. Where it stands on the page, ours must not contradict it.
 */

const TABLE = ".submissions table.sub";

/**
 * @param {number | null} version
 * @returns {string | null}  as the page writes it, such as `93.0` or `EXC`; null: the page shows none (yet)
 */
export function ownTotal(version) {
  const table = document.querySelector(TABLE);
  // Only scores have a maximum, in a tip; the total's comes last.
  const column = [...table?.querySelectorAll("thead th") ?? []].findLastIndex((head) => head.hasAttribute("title"));
  const row = [...table?.querySelectorAll("tbody tr") ?? []].find(({ firstElementChild: first }) => first?.textContent?.trim() === String(version));
  const told = row?.children[column]?.textContent?.trim() ?? "";
  return /\w/.test(told) ? told : null; // `--` while a score is missing
}
