/** Shows once, in a corner, why the page has no (fresh) badges, instead of an error on every row. */

import { h, icon } from "../../lib/dom.js";
import { gone, task } from "../../lib/ask.js";
import { EXTENSION_GONE } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { moment, relative } from "../../lib/time.js";
import { age } from "./course-count.js";
import { commandView } from "./command-view.js";
import { errorView } from "./error-view.js";
import { inside, island } from "./style.js";
import { styleSheet } from "./style-sheet.js";

const STYLE = await styleSheet("features/shared/notice.css");

/** What mends each failure, and in which page of ours if not in this one; the first that fits. */
const MENDS = /** @type {const} */ ([
  [/^(host_(gone|silent|stopping|garbled)|worker_gone|reply_dropped|internal_error|vault_busy|home_in_use)$/, "try_again", null],
  [/^host_(missing|forbidden|not_started|outdated|speaks)/, "set_up_program", "setup"],
  [/^(vault_locked|key_|keychain_)/, "unlock", "popup"],
  [/^(not_signed_in|sign_in_again|scope_|account_differs)/, "sign_in", "popup"],
  [/^(host_|custody_|client_rejected|extension_outdated)/, "open_companion", "popup"],
  [/^(server_(unreachable|failed)|throttled|tls_|certificate_|proxy_|sign_on_|answer_|storage_|cancelled)/, "try_again", null],
]);

/**
 * @param {import("../index.js").BadgeStore | import("../index.js").CourseStore} badges
 * @param {AbortSignal} signal
 */
export function showNotices(badges, signal) {
  /** @type {HTMLElement | null} */
  let shown = null;
  const remove = () => {
    shown?.remove();
    shown = null;
  };
  let dismissed = "";
  let shownText = "";
  /** Somebody has had it tried again, and its outcome is still to come. */
  let tried = false;
  /** It is so still, which is read out. @param {import("../../lib/errors.js").Failure | null} failure */
  const tellAgain = (failure) => {
    tried = false;
    if (failure) inside(shown)?.querySelector("[data-ac=error]")?.replaceWith(errorView(failure));
  };
  badges.follow((store) => {
    const { failure } = store;
    const news = failure && failure.name !== dismissed ? failure.message : "";
    if (news === shownText) { // badges come one by one; it must not be announced again with each
      if (tried) tellAgain(failure);
      return;
    }
    tried = false;
    shownText = news;
    const focused = shown !== null && document.activeElement === shown;
    remove();
    if (!failure || !news) return;
    shown = notice(failure, () => {
      dismissed = failure.name;
      shownText = "";
      remove();
    }, age(store), async () => {
      tried = await store.refresh();
      if (!tried) tellAgain(store.failure);
    });
    document.body.append(shown);
    if (focused) [...inside(shown)?.querySelectorAll("button") ?? []].at(-1)?.focus(); // whoever tried again may do so once more
  });
  for (const key of ["extension_name", "close"]) t(key); // while they can still be read: the last notice is made of them
  signal.addEventListener("abort", () => {
    remove();
    queueMicrotask(() => gone.aborted && ![...document.querySelectorAll("[data-ac]")].some(inside) && sayGone());
  }, { once: true });
}

/** After an update no notice is needed: the successor draws again. */
function sayGone() {
  const last = notice(EXTENSION_GONE, () => last.remove());
  document.body.append(last);
}

/** The same corner for what takes long; it exists from the first note until that is removed. */
export function slowCorner() {
  /** @type {HTMLElement | undefined} */
  let shown;
  return {
    append(/** @type {HTMLElement} */ note) {
      const { host, root } = island("slow-corner", STYLE);
      shown = host;
      root.append(h("div", { class: "box", "aria-live": "polite" }, h("div", { class: "top" }, t("extension_name")), note));
      document.body.append(host);
    },
    remove: () => shown?.remove(),
  };
}

/**
 * @param {import("../../lib/errors.js").Failure} failure
 * @param {() => void} dismiss
 * @param {string | null} [since]  since when what the page shows of ours may be out of date
 * @param {() => Promise<void>} [again]
 */
function notice(failure, dismiss, since = null, again = undefined) {
  const { host, root } = island("notice", STYLE);
  const [, words, page] = MENDS.find(([names]) => names.test(failure.name)) ?? [];
  root.append(h("div", { class: "box" },
    h("div", { class: "top" }, t("extension_name"),
      h("button", { type: "button", class: "close", "data-ac": "notice-close", "aria-label": t("close"), onclick: dismiss }, icon("close"))),
    errorView(failure),
    commandView(failure.name),
    since && h("p", { class: "muted", "data-ac": "age" }, t("shown_as_of", moment(since), relative(since))),
    words && h("div", {}, h("button", {
      type: "button", class: "button small", "data-ac": page ? "notice-open" : "notice-retry",
      onclick: () => (page ? void task("open", { page }).catch(() => null) : again?.()),
    }, t(words)))));
  return host;
}
