/** The form for one person of the roster. */

import { busy, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorView } from "../../features/shared/error-view.js";

const ROLES = ["student", "course_assistant", "instructor"];

/**
 * @param {import("../../lib/protocol.js").Member | null} member
 * @param {{ save: (fields: Record<string, unknown>, place: HTMLElement) => Promise<unknown>, cancel: () => void }} how
 */
export function memberForm(member, { save, cancel }) {
  const text = (/** @type {string} */ name, /** @type {string} */ value) => h("input", { type: "text", value, "data-ac": name, autocomplete: "off" });
  const email = text("email", member?.email ?? "");
  email.disabled = member !== null;
  const lecture = text("lecture", member?.lecture ?? "");
  const section = text("section", member?.section ?? "");
  const role = h("select", { "data-ac": "role" }, ...ROLES.map((level) => h("option", { value: level }, t(`role_${level}`))));
  role.value = member?.auth_level ?? "student";
  const dropped = h("input", { type: "checkbox", "data-ac": "dropped" });
  dropped.checked = member?.dropped ?? false;
  const told = h("div", { "aria-live": "polite" });
  const field = (/** @type {string} */ key, /** @type {HTMLElement} */ input) => h("label", { class: "field" }, t(key), input);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const fields = { email: email.value.trim(), lecture: lecture.value, section: section.value, auth_level: role.value };
    if (button.ariaBusy === "true") return;
    busy(button, save(member ? { ...fields, dropped: dropped.checked } : fields, told).catch((thrown) => told.replaceChildren(errorView(thrown))));
  };
  const button = h("button", { type: "submit", class: "button primary", "data-ac": "save" }, t("save"));
  return h("form", { class: "card stack", "data-ac": "member-form", onsubmit: submit },
    h("div", { class: "member" }, field("email", email), field("lecture", lecture), field("section", section), field("role", role)),
    member && h("label", { class: "check" }, dropped, t("dropped")),
    told,
    h("div", { class: "row" },
      button,
      h("button", { type: "button", class: "button", "data-ac": "cancel", onclick: cancel }, t("cancel"))));
}
