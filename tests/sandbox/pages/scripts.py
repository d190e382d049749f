"""Page scripts with the behaviours of the real ones that matter to a content script."""

from __future__ import annotations

EVERY_PAGE = """
document.cookie = "browser.timezone=" + Intl.DateTimeFormat().resolvedOptions().timeZone + "; path=/";
document.addEventListener("DOMContentLoaded", () => {
  for (const trigger of document.querySelectorAll(".dropdown-trigger")) {
    trigger.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(trigger.dataset.target)?.classList.toggle("open");
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-method]");
    if (!link) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = link.href;
    const fields = {
      _method: link.dataset.method,
      authenticity_token: document.querySelector("meta[name=csrf-token]").content,
    };
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  });
  const pad = (n) => String(n).padStart(2, "0");
  const ordinal = (n) => n + (n % 100 > 10 && n % 100 < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[n % 10] || "th");
  for (const span of document.querySelectorAll(".moment-date-time")) {
    const match = /^(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d) (?:UTC|([+-]\\d\\d)(\\d\\d))$/.exec(span.textContent.trim());
    if (!match) continue;
    const when = new Date(match[1] + "T" + match[2] + (match[3] ? match[3] + ":" + match[4] : "Z"));
    const minutes = -when.getTimezoneOffset();
    const sign = minutes < 0 ? "-" : "+";
    const [hours, rest] = [pad(Math.floor(Math.abs(minutes) / 60)), pad(Math.abs(minutes) % 60)];
    if (!span.dataset.format) {
      span.textContent = `${when.getFullYear()}-${pad(when.getMonth() + 1)}-${pad(when.getDate())} ` +
        `${pad(when.getHours())}:${pad(when.getMinutes())}:${pad(when.getSeconds())} ${sign}${hours}${rest}`;
      continue;
    }
    const month = when.toLocaleString("en-US", { month: "long" });
    const zone = minutes === 0 ? "UTC" : when.toLocaleString("en-US", { timeZoneName: "short" }).split(" ").pop();
    span.textContent = `${month} ${ordinal(when.getDate())} ${when.getFullYear()}, ${when.getHours() % 12 || 12}:` +
      `${pad(when.getMinutes())} ${when.getHours() < 12 ? "am" : "pm"} ${zone} (UTC ${sign}${hours}:${rest})`;
  }
});
"""

COURSE_PAGE = """
document.addEventListener("DOMContentLoaded", () => {
  for (const badge of document.querySelectorAll("a.collection-item span.new.badge")) {
    badge.addEventListener("click", (event) => {
      if (badge.dataset.url) window.location = badge.dataset.url;
      event.preventDefault();
      event.stopPropagation();
    });
  }
});
"""

HANDIN_PAGE = """
const chooser = document.querySelector("#handin_show_assessment input[type='file']");
const box = document.getElementById("integrity_checkbox");
const button = document.getElementById("fake-submit");
let submittedFile = false;
function enableSubmit() {
  button.classList.toggle("disabled", chooser.files.length !== 1 || !box.checked);
}
function showFiles() {
  const file = chooser.files[0];
  submittedFile = false;
  if (file) {
    document.getElementById("handin-file-name").textContent = file.name;
    document.getElementById("handin-modify-date").textContent = new Date(file.lastModified).toLocaleString();
    document.getElementById("handin-size").textContent = file.size + " bytes";
    file.text().then((text) => { document.getElementById("handin-loc").textContent = text.split("\\n").length; });
  }
  document.querySelector(".handin-row").style.display = file ? "none" : "";
  document.querySelector(".handedin-row").style.display = file ? "" : "none";
  enableSubmit();
}
function clickDrag(event) {
  if (event.type === "click" || event.key === "Enter" || event.key === " ") chooser.click();
}
function dropHandler(event) {
  event.preventDefault();
  document.querySelector(".drag-drop-handin").style = "";
  if (event.dataTransfer.files.length === 1) {
    chooser.files = event.dataTransfer.files;
    showFiles();
  }
}
function dragOverHandler(event) { event.preventDefault(); }
function dragEnter() { document.querySelector(".drag-drop-handin").style = "background:rgba(0,0,0,0.05);"; }
function dragExit() { document.querySelector(".drag-drop-handin").style = ""; }
let integrityAsked = false;
function validateIntegrity() {
  if (integrityAsked && !box.checked) {
    integrityAsked = false;
    document.getElementById("submission_error").textContent = "You must affirm the academic integrity policy.";
    return false;
  }
  return true;
}
chooser.addEventListener("change", showFiles);
box.addEventListener("change", enableSubmit);
document.getElementById("remove-handed-in").addEventListener("click", () => { chooser.value = ""; showFiles(); });
button.addEventListener("click", (event) => {
  if (submittedFile || button.classList.contains("disabled")) { event.preventDefault(); return; }
  button.classList.add("disabled");
  submittedFile = true;
});
"""

QUIZ_PAGE = """
let integrityAsked = false;
function setSubmitClicked() { integrityAsked = true; }
function validateIntegrity() {
  if (integrityAsked && !document.getElementById("integrity_checkbox").checked) {
    integrityAsked = false;
    document.getElementById("submission_error").textContent = "You must affirm the academic integrity policy.";
    return false;
  }
  return true;
}
document.getElementById("quiz_form").addEventListener("submit", (event) => {
  const answer = {};
  for (const [name, value] of new FormData(event.target)) answer[name] = value;
  document.getElementById("results").textContent = JSON.stringify(answer);
  document.getElementById("submission_embedded_quiz_form_answer").value = JSON.stringify(answer);
});
"""
