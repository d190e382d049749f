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
    file.text().then((text) => { document.getElementById("handin-loc").textContent = text.split("\n").length; });
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
