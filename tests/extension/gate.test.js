import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { requesterOf } = await import("../../extension/background/senders.js");
const { concerns, mayHear } = await import("../../extension/background/rules.js");
const { Router } = await import("../../extension/background/router.js");

const OWN = { id: "own", base: "chrome-extension://own/" };
const S = "https://autolab.example.edu";
const COURSE = `${S}/courses/X/assessments`;
const LAB = `${COURSE}/lab1`;
const sender = (url, more = {}) => ({ id: "own", url, frameId: 0, tab: { id: 7, url }, ...more });

test("who asks is what the browser says", () => {
  assert.equal(requesterOf(sender(COURSE), OWN).caller, "page");
  assert.equal(requesterOf({ id: "own", url: `${OWN.base}pages/popup/popup.html` }, OWN).caller, "popup");
  assert.equal(requesterOf(sender(`${OWN.base}pages/receipts/receipts.html?x`), OWN).caller, "options");
});

test("nobody else is answered", () => {
  const strangers = [
    sender(COURSE, { id: "other" }), sender(COURSE, { id: undefined }), sender(undefined), sender(COURSE, { frameId: 3 }), sender(COURSE, { tab: undefined }),
    sender(COURSE, { tab: { id: 7, url: "https://evil.example/courses/X/assessments" } }), sender(COURSE, { tab: { id: 7, url: `${S}/courses/Y/assessments` } }),
    sender("file:///courses/X"), { id: "own", url: `${OWN.base}manifest.json` }, { id: "own", url: `${OWN.base}pages/__proto__/x.html` },
  ];
  for (const stranger of strangers) assert.equal(requesterOf(stranger, OWN), null, JSON.stringify(stranger));
});

test("a page asks about itself alone", () => {
  const course = requesterOf(sender(COURSE), OWN).place;
  const lab = requesterOf(sender(LAB), OWN).place;
  assert.ok(concerns(course, { server: S, course: "X" }));
  assert.ok(concerns(course, { server: S, course: "X", assessment: "lab2" }));
  assert.ok(concerns(lab, { server: S, course: "X", assessment: "lab1" }));
  assert.ok(!concerns(lab, { server: S, course: "X", assessment: "lab2" }));
  assert.ok(!concerns(course, { server: S, course: "Y" }));
  assert.ok(!concerns(course, { server: "https://other.example", course: "X" }));
  assert.ok(!concerns(course, { server: S }));
  assert.ok(!concerns(course, {}));
  assert.ok(!concerns(requesterOf(sender(`${S}/courses`), OWN).place, { server: S, course: null }, "badges"));
});

test("the list of courses asks and hears what is ahead in all of them, and nobody else does", () => {
  const [list, course] = [`${S}/courses`, COURSE].map((page) => requesterOf(sender(page), OWN).place);
  const news = { method: "changed", params: { operation: "courses.due", params: { server: S } } };
  assert.ok(concerns(list, { server: S }, "courses.due"));
  assert.ok(mayHear(list, news));
  assert.ok(!concerns(list, { server: "https://other.example" }, "courses.due"));
  for (const op of ["courses", "user", "badges", "submit.begin"]) assert.ok(!concerns(list, { server: S, course: "X" }, op), op);
  assert.ok(!mayHear(list, { method: "badges.changed", params: { server: S, course: "X", badges: [] } }));
  assert.ok(!mayHear(list, { method: "changed", params: { operation: "courses", params: { server: S } } }));
  assert.ok(!concerns(course, { server: S }, "courses.due"));
  assert.ok(!mayHear(course, news));
});

test("a page hears about itself alone", () => {
  const { place } = requesterOf(sender(COURSE), OWN);
  assert.ok(mayHear(place, { method: "badges.changed", params: { server: S, course: "X", badges: [] } }));
  assert.ok(!mayHear(place, { method: "badges.changed", params: { server: S, course: "Y", badges: [] } }));
  assert.ok(mayHear(place, { method: "changed", params: { operation: "feedback", params: { server: S, course: "X" } } }));
  assert.ok(!mayHear(place, { method: "changed", params: { operation: "agenda", params: {} } }));
  assert.ok(!mayHear(place, { method: "sign_in.changed", params: { server: S, user_code: "abc" } }));
  assert.ok(!mayHear(place, { method: "receipt.changed", params: { server: S, course: "X" } }));
});

const OPERATIONS = {
  feedback: { scope: "user_scores", callers: ["page", "popup"] },
  badges: { scope: null, callers: ["page", "popup"] }, agenda: { scope: null, callers: ["popup"] },
  "submit.begin": { scope: null, callers: ["page"] }, "submit.part": { scope: null, callers: ["page"] }, "submit.commit": { scope: null, callers: ["page"] },
};

function router(answer = {}, failures = {}) {
  const asked = [];
  const host = {
    ready: async () => ({ operations: OPERATIONS }),
    request: async (op, params, signal) => {
      asked.push({ op, params, signal });
      if (failures[op]) throw Object.assign(new Error(), { name: failures[op] });
      return op === "submit.begin" ? { upload: "u1" } : answer;
    },
  };
  return { asked, it: new Router(host, () => {}) };
}
const refused = (promise, name) => assert.rejects(promise, { name });

test("the caller travels from us, never from the message", async () => {
  const { it, asked } = router();
  const page = requesterOf(sender(COURSE), OWN);
  await it.ask(page, "badges", { server: S, course: "X" });
  assert.equal(asked[0].params.caller, "page");
  await refused(it.ask(page, "badges", { server: S, course: "X", caller: "popup" }), "message_unsound");
  for (const [op, params] of [[7, {}], ["badges", null], ["badges", "x"], [undefined, undefined]]) await refused(it.ask(page, op, params), "message_unsound");
});

test("operations are for whom the host says", async () => {
  const { it } = router();
  const popup = { caller: "popup", place: null, tab: null };
  await it.ask(popup, "agenda", {});
  await refused(it.ask(popup, "submit.begin", { server: S, course: "X" }), "caller_may_not");
  await refused(it.ask(popup, "toString", {}), "operation_unknown");
  await refused(it.ask(requesterOf(sender(COURSE), OWN), "agenda", {}), "not_this_page");
});

test("an upload belongs to the tab that began it", async () => {
  const { it } = router();
  const page = requesterOf(sender(LAB), OWN);
  const other = { ...page, tab: 8 };
  await it.ask(page, "submit.begin", { server: S, course: "X", assessment: "lab1", filename: "a", size: 1 });
  assert.equal(it.tabOf("u1"), 7);
  assert.ok(it.any, "the host is needed while the student reads the summary");
  await it.ask(page, "submit.part", { upload: "u1" });
  await refused(it.ask(other, "submit.part", { upload: "u1" }), "not_this_page");
  await refused(it.ask(page, "submit.part", { upload: "u2" }), "upload_gone");
  await it.ask(page, "submit.commit", { upload: "u1" });
  assert.ok(!it.any);
  await refused(it.ask(page, "submit.commit", { upload: "u1" }), "upload_gone");
});

test("a page that left no longer reads, but what it submits goes on", async () => {
  const { it, asked } = router();
  const page = requesterOf(sender(LAB), OWN);
  const reading = it.ask(page, "badges", { server: S, course: "X" });
  const sending = it.ask(page, "submit.begin", { server: S, course: "X", assessment: "lab1" });
  await new Promise((resolve) => setTimeout(resolve, 0));
  it.pageClosed(7);
  assert.equal(asked.find(({ op }) => op === "submit.begin").signal, undefined);
  await Promise.all([reading, sending]);
});

test("half an upload of a page that left is given up, one on its way is not", async () => {
  const { it, asked } = router();
  const page = requesterOf(sender(LAB), OWN);
  const abandoned = () => asked.filter(({ op }) => op === "submit.abandon").map(({ params }) => params.upload);
  await it.ask(page, "submit.begin", { server: S, course: "X", assessment: "lab1" });
  const committing = it.ask(page, "submit.commit", { upload: "u1" });
  it.pageClosed(7);
  await committing;
  assert.deepEqual(abandoned(), []);
  await it.ask(page, "submit.begin", { server: S, course: "X", assessment: "lab1" });
  it.pageClosed(8);
  assert.deepEqual(abandoned(), []);
  it.pageClosed(7);
  assert.deepEqual(abandoned(), ["u1"]);
  await refused(it.ask(page, "submit.part", { upload: "u1" }), "upload_gone");
});

test("each tab has one place at the host, and one that waits makes room for another", async () => {
  const asked = [];
  let begun = 0;
  const host = {
    ready: async () => ({ operations: OPERATIONS }),
    request: async (op, { upload }) => {
      asked.push(op === "submit.abandon" ? upload : op);
      if (op === "submit.begin" && asked.at(-2) !== "u1" && begun === 2) throw Object.assign(new Error(), { name: "too_many_uploads" });
      return op === "submit.begin" ? { upload: `u${begun++}` } : {};
    },
  };
  const it = new Router(host, () => {});
  const target = { server: S, course: "X", assessment: "lab1" };
  const page = requesterOf(sender(LAB), OWN);
  await it.ask(page, "submit.begin", target);
  await it.ask(page, "submit.begin", target);
  assert.deepEqual(asked, ["submit.begin", "u0", "submit.begin"]);
  await it.ask({ ...page, tab: 8 }, "submit.begin", target);
  assert.deepEqual(asked.slice(3), ["submit.begin", "u1", "submit.begin"]);
  await refused(it.ask(page, "submit.part", { upload: "u1" }), "upload_gone");
  assert.equal(it.tabOf("u2"), 8);
});

test("an upload that failed keeps the host only while its page can try again", async () => {
  const page = requesterOf(sender(LAB), OWN);
  for (const [op, name, leaves, kept] of [
    ["submit.commit", "already_submitted", false, true], ["submit.commit", "server_unreachable", true, false],
    ["submit.commit", "host_gone", false, false], ["submit.part", "host_garbled", false, false], ["submit.part", "host_not_started", false, false],
    ["submit.part", "upload_unknown", false, false],
  ]) {
    const { it } = router({}, { [op]: name });
    await it.ask(page, "submit.begin", { server: S, course: "X", assessment: "lab1" });
    const asking = it.ask(page, op, { upload: "u1" });
    if (leaves) it.pageClosed(7);
    await refused(asking, name);
    assert.equal(it.any, kept, `${op} ${name}`);
  }
});

test("a page that left needs no refresh behind a stale answer, and a fresh one has none", async () => {
  for (const stale of [true, false]) {
    const { it, asked } = router({ stale });
    await it.ask(requesterOf(sender(COURSE), OWN), "badges", { server: S, course: "X" });
    it.pageClosed(7);
    assert.equal(asked[0].signal.aborted, stale);
  }
});

test("the host learns whom a page is shown to, where that matters", async () => {
  const { it, asked } = router();
  const [page, popup] = [requesterOf(sender(LAB), OWN), requesterOf({ id: "own", url: `${OWN.base}pages/popup/popup.html` }, OWN)];
  const given = { server: S, course: "X", assessment: "lab1" };
  const user = { name: "Stu One", id: 4 };
  await it.ask(page, "feedback", given, user);
  await it.ask(page, "badges", { server: S, course: "X" }, user); // here an operation that needs no session
  await it.ask(popup, "feedback", given, user);
  await it.ask(page, "feedback", given);
  assert.deepEqual(asked.map(({ params }) => params.page_user), [user, undefined, undefined, undefined]);
  await assert.rejects(it.ask(page, "feedback", { ...given, page_user: { name: "x" } }, user), { name: "message_unsound" });
});
