/**
 * The last button before something is sent: it works only once the user has seen it, and what it is about, as we drew
 * it for half a second. Browsers protect their own prompts like this.
 *
 * The dialog is in the top layer, where nothing of the page's normal content can be above it. What a page can
 * still do is checked here, at moments it cannot predict: things of its own in the top layer, scaling, and whatever else
 * Chromium's IntersectionObserver finds when it tracks visibility.
 */

import { api } from "../../lib/api.js";
import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

/** Milliseconds. */
const SEEN_FOR = 500;
const LOOK_AGAIN = { least: 40, most: 120 };
/** Sizes a page may scale us to; more would make us unreadable, or the button the whole page. */
const SCALE = { least: 0.5, most: 3 };
const SLACK = 2;
/** What may be above us, pictures of the page that a view transition shows included; forgiving, as not every browser knows all. */
const IN_FRONT = ":is(:modal, :popover-open, :fullscreen, :active-view-transition)";

/**
 * A button that sends, and the message that says why it does not work.
 * @param {import("./flow.js").Flow} flow
 * @param {string} name  its `data-ac`
 * @param {string} words
 * @param {() => void} send
 */
export function guardedButton(flow, name, words, send) {
  const trouble = h("div", { class: "note bad", role: "alert", "data-ac": "covered", hidden: true }, icon("warning"), h("p", {}, t("covered")));
  const button = h("button", {
    type: "button", class: "button primary", "data-ac": name, "aria-disabled": "true", onclick: () => look() && send(),
  }, words);
  /** @type {number | null} */
  let seenSince = null;
  let occluded = false;
  const look = () => {
    const covered = occluded || altered(button, flow.dialog);
    const seen = !covered && document.hasFocus(); // behind another window nobody sees it
    seenSince = seen ? seenSince ?? performance.now() : null;
    const ready = seenSince !== null && performance.now() - seenSince >= SEEN_FOR;
    button.ariaDisabled = ready ? null : "true"; // not `disabled`, which would take it out of the order of focus
    trouble.hidden = !covered;
    return ready;
  };
  const observer = new IntersectionObserver((entries) => {
    const { isIntersecting, isVisible } = /** @type {any} */ (entries.at(-1));
    occluded = isIntersecting && isVisible === false; // unknown in Firefox
    look();
  }, /** @type {any} */ ({ trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] }));
  const again = () => {
    if (flow.signal.aborted || !button.isConnected) return observer.disconnect();
    look();
    setTimeout(again, LOOK_AGAIN.least + Math.random() * (LOOK_AGAIN.most - LOOK_AGAIN.least));
  };
  queueMicrotask(() => { // once it is shown
    observer.observe(/** @type {Element} */ (flow.dialog.querySelector(".body")));
    again();
  });
  return { button, trouble };
}

/**
 * Whether anything but us is, or may be, in front of the question, or it is not as we drew it.
 * @param {HTMLButtonElement} button
 * @param {HTMLDialogElement} dialog
 */
function altered(button, dialog) {
  try {
    return !inPlace(dialog) || !plain(button, dialog) || !onTop(button, dialog) || others(document, dialog);
  } catch {
    return true; // a page can put its own things in the way of what we ask the document
  }
}

/** @param {HTMLDialogElement} dialog */
function inPlace(dialog) {
  const host = /** @type {ShadowRoot} */ (dialog.getRootNode()).host;
  return host.parentNode?.parentNode === document && dialog.matches(":modal");
}

/**
 * Drawn in full, in the view and to scale.
 * @param {HTMLButtonElement} button
 * @param {HTMLDialogElement} dialog
 */
function plain(button, dialog) {
  const scale = /** @type {any} */ (button).currentCSSZoom ?? 1;
  const [inner, outer] = [button, dialog].map((one) => one.getBoundingClientRect());
  const drawn = (/** @type {HTMLElement} */ one, /** @type {DOMRect} */ { width, height }) =>
    [width / scale - one.offsetWidth, height / scale - one.offsetHeight].every((off) => Math.abs(off) < SLACK);
  return scale >= SCALE.least && scale <= SCALE.most
    && button.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })
    && drawn(button, inner) && drawn(dialog, outer)
    && outer.left >= -SLACK && outer.top >= -SLACK && outer.right <= innerWidth + SLACK && outer.bottom <= innerHeight + SLACK
    && inner.width * inner.height < outer.width * outer.height / 4;
}

/**
 * Whether a click in its middle or near its corners would be the button's, where the dialog shows them.
 * @param {HTMLButtonElement} button
 * @param {HTMLDialogElement} dialog
 */
function onTop(button, dialog) {
  const root = /** @type {ShadowRoot} */ (button.getRootNode());
  const { left, top, width, height } = button.getBoundingClientRect();
  const view = dialog.getBoundingClientRect();
  return [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].every(([across, down]) => {
    const [x, y] = [left + across * width, top + down * height];
    return y < view.top || y > view.bottom || button.contains(root.elementFromPoint(x, y));
  });
}

/**
 * Whether anything else is, or may be, in front of us, also where the page hides it in shadow roots.
 * @param {Document | ShadowRoot} scope
 * @param {HTMLDialogElement} dialog
 * @returns {boolean}
 */
function others(scope, dialog) {
  if ([...scope.querySelectorAll(IN_FRONT)].some((one) => one !== dialog)) return true;
  return [...scope.querySelectorAll("*")].some((one) => {
    // Firefox has a property, Chromium a function.
    const root = /** @type {any} */ (one).openOrClosedShadowRoot ?? (one instanceof HTMLElement && api.dom?.openOrClosedShadowRoot(one));
    return root && root !== dialog.getRootNode() && others(root, dialog);
  });
}
