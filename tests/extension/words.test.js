import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { closing, moment, offset, relative } = await import("../../extension/lib/time.js");
const { percent, points, size } = await import("../../extension/lib/format.js");
const { plural, t } = await import("../../extension/lib/i18n.js");
const { originOf, patternFor } = await import("../../extension/lib/origin.js");

test("a time carries its UTC offset, daylight saving included", () => {
  const plain = (text) => text.replaceAll(/[\u202f\u00a0]/g, " ");
  assert.equal(plain(moment("2026-12-13T12:02:15.587-05:00", "en-GB", "UTC")), "Sun, 13 Dec 2026, 17:02 UTC+00:00");
  assert.match(moment("2026-07-01T00:00:00Z", "en", "America/New_York"), /UTC-04:00$/);
  assert.match(moment("2026-12-01T00:00:00Z", "en", "America/New_York"), /UTC-05:00$/);
  assert.equal(offset(new Date(0), "Asia/Kolkata"), "UTC+05:30");
  assert.equal(moment("nonsense", "en"), "nonsense");
});

test("what is left is never told as more than it is", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const after = (hours) => relative(new Date(now + hours * 3_600_000).toISOString(), now, "en");
  assert.equal(after(24 * 5.9), "in 5 days");
  assert.equal(after(47), "in 47 hours");
  assert.equal(after(1.5), "in 90 minutes");
  assert.equal(after(-3), "3 hours ago");
  assert.equal(after(0.001), "in 1 minute");
});

test("numbers for people", () => {
  assert.equal(size(0, "en"), "0 bytes");
  assert.equal(size(1, "en"), "1 byte");
  assert.equal(size(1536, "en"), "1.5 kB");
  assert.equal(size(2 * 1024 ** 2, "en"), "2 MB");
  assert.equal(points(95, "en"), "95");
  assert.equal(points(161.255, "en"), "161.26");
  assert.equal(percent(0.5, "en"), "50%");
});

test("words have their plural and show a missing key", () => {
  assert.equal(plural("versions_left", 1), "1 submission left");
  assert.equal(plural("versions_left", 3), "3 submissions left");
  assert.equal(t("no_such_key"), "no_such_key");
});

test("server addresses as people type them", () => {
  const same = { "autolab.example.edu": "https://autolab.example.edu", "https://A.example/courses/x?y#z": "https://a.example",
    " https://a.example:8443 ": "https://a.example:8443", "http://127.0.0.1:3000": "http://127.0.0.1:3000", "http://localhost": "http://localhost" };
  for (const [typed, origin] of Object.entries(same)) assert.equal(originOf(typed), origin);
  for (const typed of ["", "http://autolab.example.edu", "ftp://a.example", "https://u:p@a.example", "javascript:alert(1)", "http://[::1]/", "http://127.0.0.1.evil.example"]) {
    assert.equal(originOf(typed), null, typed);
  }
  assert.equal(patternFor("http://127.0.0.1:3000"), "http://127.0.0.1/*");
});

test("dates and plurals speak the language of the words around them", async () => {
  const browser = chrome.i18n.getUILanguage;
  for (const [speaks, told] of [["en-GB", "en-GB"], ["en", "en"], ["fr", "en"], ["de-AT", "en"]]) {
    chrome.i18n.getUILanguage = () => speaks;
    const { language } = await import(`../../extension/lib/i18n.js?${speaks}`); // it asks the browser once
    assert.equal(language(), told);
  }
  chrome.i18n.getUILanguage = browser;
});

test("the course closes at its end and the late slack after it, where that is known", () => {
  const end = "2026-11-24T06:00:00.000-05:00";
  assert.equal(closing({ end_at: end, late_slack: 90 }), "2026-11-24T11:01:30.000Z");
  for (const unknown of [undefined, null, 0, -5]) assert.equal(closing({ end_at: end, late_slack: unknown }), end);
  assert.equal(closing({ end_at: null, late_slack: 90 }), null);
  assert.equal(closing({ end_at: "someday", late_slack: 90 }), "someday");
});
