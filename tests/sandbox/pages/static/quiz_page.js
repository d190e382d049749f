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
