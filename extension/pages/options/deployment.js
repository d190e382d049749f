/** Adding servers from the file an administrator published, so that nobody types a client secret. */

import { api } from "../../lib/api.js";
import { task } from "../../lib/ask.js";
import { h } from "../../lib/dom.js";
import { failure } from "../../lib/errors.js";
import { t } from "../../lib/i18n.js";
import { originOf, patternFor } from "../../lib/origin.js";
import { patiently } from "../../lib/patience.js";
import { errorView } from "../../features/shared/error-view.js";

/** A deployment file is a few hundred bytes; whatever is larger is something else. */
const LARGEST = 65536;

/** @param {() => Promise<void>} changed */
export function deploymentPicker(changed) {
  const input = h("input", { type: "file", accept: ".json,application/json", "data-ac": "deployment-file", id: "deployment-file" });
  const found = h("div", { class: "stack", "aria-live": "polite", "data-ac": "deployment-found" });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) read(file).then((deployment) => found.replaceChildren(offer(deployment)), (thrown) => found.replaceChildren(errorView(thrown)));
  });

  /** @param {any} deployment */
  function offer(deployment) {
    const status = h("div", { "aria-live": "polite" });
    const origins = deployment.servers.map((/** @type {any} */ each) => originOf(String(each?.server)));
    const add = () => {
      // In the click itself, before anything is awaited, or the browser refuses to ask.
      const granting = api.permissions.request({ origins: origins.map(patternFor) });
      const adding = patiently(status, (signal) => task("server.add_deployment", { deployment }, signal));
      return Promise.allSettled([adding, granting]).then(([added]) => {
        if (added.status === "rejected") return found.replaceChildren(errorView(added.reason));
        found.replaceChildren();
        return changed();
      });
    };
    return h("div", { class: "card stack" }, h("p", {}, t("deployment_found")),
      h("ul", {}, ...origins.map((/** @type {string} */ origin) => h("li", {}, origin))),
      h("button", { type: "button", class: "button primary", "data-ac": "deployment-add", onclick: add }, t("deployment_add")), status);
  }

  return h("div", { class: "stack" }, h("h2", {}, t("deployment_title")), h("p", { class: "muted" }, t("deployment_words")),
    h("label", { class: "field", for: "deployment-file" }, t("deployment_choose")), input, found);
}

/**
 * The file's content, as far as it must be understood here: whose host permission to ask for. The host checks the rest.
 * @param {File} file
 */
async function read(file) {
  if (file.size > LARGEST) throw failure("deployment_unreadable");
  try {
    const deployment = JSON.parse(await file.text());
    if (Array.isArray(deployment?.servers) && deployment.servers.every((/** @type {any} */ each) => originOf(String(each?.server)))) return deployment;
  } catch {
    // told below
  }
  throw failure("deployment_unreadable");
}
