/** Whom Autolab shows this page to, as its user menu says. Whether that is the companion's own account, the host decides. */

/** @typedef {{ name: string, id?: number }} PageUser */

const MENU = '.nav-wrapper a.dropdown-trigger[data-target="dropdown1"]';
const ELSEWHERE = "#dropdownMenu1";
const ACCOUNT = '#dropdown1 a[href^="/users/"]';
/** Where the font of icons is missing, their names are text. */
const ICONS = "i, svg, .material-icons";
const MOST = 120;

/**
 * Read anew for every question: the page may still be loading when the first is asked.
 * @returns {PageUser | null}  null where nobody is named
 */
export function pageUser() {
  const name = words(MENU) || words(ELSEWHERE);
  const id = Number(/^\/users\/(\d{1,15})$/.exec(document.querySelector(ACCOUNT)?.getAttribute("href") ?? "")?.[1] ?? 0);
  return name ? { name, ...(id > 0 ? { id } : {}) } : null;
}

/** @param {string} place */
function words(place) {
  const copy = /** @type {Element | undefined} */ (document.querySelector(place)?.cloneNode(true));
  for (const icon of copy?.querySelectorAll(ICONS) ?? []) icon.remove();
  const text = (copy?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
  return [...text.replaceAll(/\p{Surrogate}/gu, "")].slice(0, MOST).join("");
}
