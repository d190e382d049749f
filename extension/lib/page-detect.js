/**
 * Which Autolab page a URL is. Pages are told by their address alone, never by their text.
 *
 * Course and assessment names are the API's names, percent-decoded, case kept.
 */

/**
 * @typedef {object} Place
 * @property {string} server      origin
 * @property {"courses" | "course" | "assessment" | "history" | "other"} kind   courses: the list of the user's
 * @property {string | null} course
 * @property {string | null} assessment
 */

/** Words that stand where an assessment's name could; Autolab refuses them as names. */
const RESERVED = new Set(["new"]);

/**
 * @param {string | undefined} address
 * @returns {Place | null}  null if this is no web page we could serve
 */
export function placeOf(address) {
  return address === undefined ? null : placeAt(URL.parse(address));
}

/**
 * @param {URL | null} url
 * @returns {Place | null}
 */
function placeAt(url) {
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return null;
  const server = url.origin;
  const [first, course, second, assessment, third, ...rest] = segments(url.pathname);
  const other = /** @type {Place} */ ({ server, kind: "other", course: null, assessment: null });
  if (first === "courses" && course === undefined) return { server, kind: "courses", course: null, assessment: null };
  if (first !== "courses" || !course || rest.length) return other;
  if (second === undefined) return { server, kind: "course", course, assessment: null };
  if (second !== "assessments") return other;
  if (assessment === undefined) return { server, kind: "course", course, assessment: null };
  if (!assessment || RESERVED.has(assessment)) return other;
  if (third === undefined) return { server, kind: "assessment", course, assessment };
  return third === "history" ? { server, kind: "history", course, assessment } : other;
}

/**
 * The assessment a row's link leads to, or null if the link is something else (an attachment, another course).
 * @param {string} href      absolute or relative
 * @param {Place} page       the page the link stands on
 */
export function linkedAssessment(href, page) {
  const place = placeAt(URL.parse(href, page.server));
  if (!place || place.kind !== "assessment") return null;
  return place.server === page.server && place.course === page.course ? place.assessment : null;
}

/**
 * The address of an assessment's page, or of one of its sub-pages.
 * @param {{ server: string, course: string, assessment: string }} what
 * @param {"history" | "viewFeedback" | "writeup" | "handout"} [sub]
 */
export function assessmentUrl({ server, course, assessment }, sub) {
  const path = ["courses", course, "assessments", assessment, ...(sub ? [sub] : [])];
  return `${server}/${path.map(encodeURIComponent).join("/")}`;
}

/** What the address of an assessment's page ends with when its dialog is to be opened; see features/submit-link.js. */
export const SUBMIT_HASH = "#autolab-companion-submit";

/**
 * The address of an assessment's page with the dialog on it.
 * @param {{ server: string, course: string, assessment: string }} what
 */
export function submitUrl(what) {
  return assessmentUrl(what) + SUBMIT_HASH;
}

/**
 * The address of an assessment's page at the quiz that is answered there.
 * @param {{ server: string, course: string, assessment: string }} what
 */
export function quizUrl(what) {
  return `${assessmentUrl(what)}#quiz_form`;
}

/** @param {string} path */
function segments(path) {
  const parts = path.replace(/\/$/, "").split("/").slice(1);
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return []; // not UTF-8: no name the API could have given
  }
}
