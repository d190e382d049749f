import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { allKnown, matching } = await import("../../extension/pages/popup/known.js");

const known = (display_name, course_display_name, to_do = false) => ({
  display_name, course_display_name, to_do, assessment: display_name.toLowerCase(), course: course_display_name, server: "https://autolab.example.edu",
});
const ALL = [known("Übung 1", "Analysis"), known("Übung 2", "Analysis", true), known("Lab 1", "Systems")];
const found = (typed) => matching(ALL, typed).map(({ display_name: name }) => name);

test("every word must be there, in any order, without accents or capitals", () => {
  assert.deepEqual(found("UBUNG 1"), ["Übung 1"]);
  assert.deepEqual(found("analysis übung"), ["Übung 2", "Übung 1"], "what is still to do comes first");
  assert.deepEqual(found("systems lab"), ["Lab 1"]);
  assert.deepEqual(found("systems übung"), []);
  assert.deepEqual(found("  "), []);
});

test("what is remembered is asked for once by all who want it, again after a failure, and when more has become known", async () => {
  let asked = 0;
  const replies = [{ error: { code: 101, message: "m", data: { name: "host_missing", remedy: "r" } } }, { result: { items: ALL } }];
  chrome.runtime.sendMessage = async () => replies[asked++];
  const { all, follow, renew } = allKnown();
  await assert.rejects(all);
  assert.deepEqual([await all(), await all(), asked], [ALL, ALL, 2]);
  let drawn = 0;
  follow(() => (drawn += 1));
  replies.push({ result: { items: [] } });
  renew();
  assert.deepEqual([await all(), asked, drawn], [[], 3, 1]);
});
