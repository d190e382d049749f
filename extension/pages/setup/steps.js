/** The steps of setting up: when each is done, and what is to be done in it. */

import { ask } from "../../lib/ask.js";
import { copyButton } from "../../lib/copy-button.js";
import { h, icon } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { commandView } from "../../features/shared/command-view.js";
import { errorView } from "../../features/shared/error-view.js";
import { addServer } from "../shared/add-server.js";
import { allowView, serverCard } from "../shared/server-card.js";
import { trouble } from "../shared/trouble.js";
import { vaultView } from "../shared/vault.js";

/**
 * @typedef {import("../shared/overview.js").Overview} Overview
 * @typedef {"done" | "now" | "bad" | "waiting"} State
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {(view: Overview) => boolean} done
 * @property {(view: Overview) => unknown} needs   all that it draws depends on
 * @property {(view: Overview, done: boolean, changed: () => Promise<void>) => HTMLElement | null} body
 */

/** @type {Step[]} */
export const STEPS = [
  { name: "program", done: ({ error, vault }) => !error && vault?.state !== "locked", needs: ({ error, host, vault }) => [error, host, vault?.state], body: program },
  { name: "server", done: ({ servers }) => servers.length > 0, needs: ({ servers }) => servers.map(({ label }) => label), body: server },
  { name: "permission", done: ({ servers }) => servers.length > 0 && servers.every(({ allowed }) => allowed), needs: ({ servers }) => servers.map(({ server: origin, allowed }) => [origin, allowed]), body: permission },
  { name: "sign_in", done: ({ servers }) => servers.some(({ session }) => session?.account), needs: ({ servers, attempts }) => [servers, attempts], body: signIn },
];

/**
 * The state of each step. A later one may be done before an earlier: a permission can be taken away.
 * @param {Overview} view
 * @returns {State[]}
 */
export function states(view) {
  const first = STEPS.findIndex((step) => !step.done(view));
  return STEPS.map((step, i) => {
    if (step.done(view)) return "done";
    if (i !== first) return "waiting";
    return step.name === "program" && view.error && view.error.data.name !== "host_missing" ? "bad" : "now";
  });
}

/** @type {Step["body"]} */
function program({ error, host, vault }, _, changed) {
  if (error?.data.name === "host_missing") return missing();
  if (error) return trouble(error, changed);
  if (vault?.state === "locked") return vaultView(vault, changed);
  const checks = h("div", { class: "stack", "data-ac": "checks", "aria-live": "polite" });
  void check(checks, host?.version ?? "");
  return h("div", { class: "stack" }, h("p", { class: "muted" }, t("about_host", host?.version ?? "")), checks);
}

/** How to get the program; that it is there then, this page sees by itself. */
function missing() {
  const install = "pipx install .";
  return h("div", {}, h("p", {}, t("setup_missing")), h("p", {}, h("strong", { "data-ac": "installer-file" }, t("setup_file"))),
    h("details", {}, h("summary", {}, t("setup_typed")), h("ol", { class: "commands" },
      h("li", {}, h("span", { class: "command" }, h("code", { "data-ac": "command" }, install), copyButton(install, install)), h("p", { class: "muted small" }, t("setup_pipx"))),
      h("li", {}, commandView("host_missing"), h("p", { class: "muted small" }, t("setup_install"))))),
    h("p", { class: "muted", role: "status" }, t("setup_waiting")));
}

/** @type {Map<string, Promise<import("../../lib/protocol.js").HostCheck>>} by the program's version: one trial is enough */
const trials = new Map();

/**
 * What the program needs besides being there.
 * @param {HTMLElement} place
 * @param {string} version
 */
async function check(place, version) {
  const trial = trials.get(version) ?? ask("host.check");
  trials.set(version, trial);
  try {
    const { parts } = await trial;
    const wrong = parts.flatMap(({ part, error }) => (error ? [h("div", { "data-ac": "check", "data-part": part }, errorView(new Failure(error)), commandView(error.data.name))] : []));
    place.replaceChildren(...(wrong.length ? wrong : [h("p", { class: "muted", "data-ac": "checks-passed" }, t("setup_checked", parts.length))]));
    if (wrong.length) trials.delete(version);
  } catch (thrown) {
    trials.delete(version);
    place.replaceChildren(errorView(thrown));
  }
}

/** @type {Step["body"]} */
function server({ servers }, done, changed) {
  return done ? h("p", { class: "muted" }, servers.map(({ label }) => label).join(", ")) : h("div", { class: "stack" }, h("p", {}, t("setup_server_words")), addServer(changed, true, { welcome: false }));
}

/** @type {Step["body"]} */
function permission({ servers }, done) {
  return done ? null : h("div", { class: "stack" }, ...servers.filter(({ allowed }) => !allowed).map(({ server: origin }) => allowView(origin)));
}

/** @type {Step["body"]} */
function signIn({ servers, attempts }, done, changed) {
  if (!done) return h("div", { class: "stack" }, ...servers.map((one) => serverCard(one, attempts.find((each) => each.server === one.server), changed)));
  return h("div", { class: "stack" }, h("p", { class: "note good" }, icon("check"), h("span", {}, t("setup_ready"))),
    ...servers.filter(({ session }) => session?.account).map(({ server: origin, label }) => h("p", {}, h("a", { class: "button primary", href: `${origin}/courses`, "data-ac": "open-courses" }, t("setup_open_courses", label)))));
}
