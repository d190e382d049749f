import assert from "node:assert/strict";
import test from "node:test";
import { assessmentUrl, linkedAssessment, placeOf } from "../../extension/lib/page-detect.js";

const SERVER = "https://autolab.example.edu";
const place = (path) => {
  const found = placeOf(SERVER + path);
  return found && [found.kind, found.course, found.assessment];
};

test("pages are told by their address", () => {
  assert.deepEqual(place("/courses/15213-f26/assessments"), ["course", "15213-f26", null]);
  assert.deepEqual(place("/courses/15213-f26/assessments/"), ["course", "15213-f26", null]);
  assert.deepEqual(place("/courses/15213-f26"), ["course", "15213-f26", null]);
  assert.deepEqual(place("/courses/X/assessments/lab1?x=1#y"), ["assessment", "X", "lab1"]);
  assert.deepEqual(place("/courses/X/assessments/lab1/history"), ["history", "X", "lab1"]);
});

test("the list of courses is a page of its own", () => {
  for (const path of ["/courses", "/courses/", "/courses?x=1"]) assert.deepEqual(place(path), ["courses", null, null], path);
});

test("what is not an assessment is not taken for one", () => {
  const paths = [
    "/", "/coursesX", "/courses//", "/courses/X/assessments/new", "/courses/X/assessments/lab1/groups/new", "/courses/X/course_user_data/3",
    "/courses/X/attachments/4", "/oauth/authorize", "/courses//assessments/lab1", "/courses/X/assessments/lab1/history/2",
  ];
  for (const path of paths) assert.deepEqual(place(path), ["other", null, null], path);
});

test("names are decoded and keep their case", () => {
  assert.deepEqual(place("/courses/C%20D/assessments/%C3%BCb%2F1"), ["assessment", "C D", "üb/1"]);
  assert.deepEqual(place("/courses/%FF/assessments/lab"), ["other", null, null]);
});

test("only web pages are places", () => {
  for (const address of [undefined, "", "about:blank", "file:///courses/X", "javascript:alert(1)", "chrome-extension://abc/courses/X"]) {
    assert.equal(placeOf(address), null);
  }
});

test("a row's link counts only within its own course and server", () => {
  const page = placeOf(`${SERVER}/courses/X/assessments`);
  assert.equal(linkedAssessment("/courses/X/assessments/lab1", page), "lab1");
  assert.equal(linkedAssessment("/courses/Y/assessments/lab1", page), null);
  assert.equal(linkedAssessment("https://evil.example/courses/X/assessments/lab1", page), null);
  assert.equal(linkedAssessment("/courses/X/attachments/1", page), null);
});

test("addresses are built with one encoded segment per name", () => {
  assert.equal(assessmentUrl({ server: SERVER, course: "a/b", assessment: "ü?" }, "history"), `${SERVER}/courses/a%2Fb/assessments/%C3%BC%3F/history`);
});
