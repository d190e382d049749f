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
    const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|([+-]\d\d)(\d\d))$/.exec(span.textContent.trim());
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
