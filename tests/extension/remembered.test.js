import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const stored = {};
const copy = (value) => JSON.parse(JSON.stringify(value));
chrome.storage = { session: { get: async (defaults) => copy({ ...defaults, ...stored }), set: async (more) => void Object.assign(stored, copy(more)) } };
const { ahead, hear, learn, recall } = await import("../../extension/background/remembered.js");

const SERVER = "https://autolab.example.edu";
const asked = (course, pageUser) => ({ op: "badges", params: { server: SERVER, course }, pageUser });
const STU = { name: "Stu One", id: 7 };
const badges = (...scores) => ({ account: { email: "stu@foo.bar" }, badges: scores.map((score, i) => ({ assessment: `hw${i}`, score, submittable: true })) });

test("badges are given again to whom they were shown, where the host cannot answer, and to nobody else", async () => {
  await learn("badges", { server: SERVER, course: "X" }, badges(1, 2), STU);
  await hear({ method: "badges.changed", params: { server: SERVER, course: "X", badges: [{ assessment: "hw1", score: 9 }] } });
  for (const why of ["host_missing", "vault_locked", "sign_in_again"]) {
    assert.deepEqual((await recall(asked("X", STU), why))?.badges.map(({ score }) => score), [1, 9], why);
  }
  assert.ok((await recall(asked("X", STU), "host_missing")).badges.every(({ submittable }) => !submittable), "who would hand it in is not there");
  assert.equal(await recall(asked("X", { name: "Stella Two", id: 8 }), "host_missing"), null);
  assert.equal(await recall(asked("X", undefined), "host_missing"), null);
  assert.equal(await recall(asked("Y", STU), "host_missing"), null);
  for (const why of ["account_differs", "not_signed_in", "not_enrolled"]) assert.equal(await recall(asked("X", STU), why), null, why);
});

test("whoever signs out or removes the server leaves none, and old courses make room", async () => {
  await learn("badges", { server: "https://other.example.edu", course: "X" }, badges(1), STU);
  await learn("sign_out", { server: SERVER }, {}, undefined);
  assert.equal(await recall(asked("X", STU), "host_missing"), null);
  assert.equal(stored.badges.length, 1);
  for (let i = 0; i < 20; i += 1) await learn("badges", { server: SERVER, course: `c${i}` }, badges(1), STU);
  assert.equal(stored.badges.length, 12);
  await learn("sign_out", {}, {}, undefined);
  assert.deepEqual(stored.badges, []);
});

test("a page is told ahead what it was shown, an assessment's its own alone, and nothing once somebody has signed in or out", async () => {
  const place = { server: SERVER, kind: "course", course: "X", assessment: null };
  const shown = async (more) => (await ahead({ ...place, ...more }))?.badges.map(({ score }) => score);
  await learn("badges", { server: SERVER, course: "X" }, badges(1, 2), STU);
  assert.deepEqual(await shown({}), [1, 2]);
  assert.equal((await ahead(place)).user, JSON.stringify(STU));
  assert.deepEqual(await shown({ assessment: "hw1" }), [2]);
  assert.equal(await shown({ course: "Y" }), undefined);
  assert.equal(await shown({ server: "https://other.example.edu" }), undefined);
  await hear({ method: "session.changed", params: { server: SERVER, signed_in: false, reason: "ended" } });
  assert.deepEqual(await shown({}), [1, 2], "whose session has ended still sees them");
  for (const reason of ["signed_in", "signed_out"]) {
    await learn("badges", { server: SERVER, course: "X" }, badges(1), STU);
    await hear({ method: "session.changed", params: { server: SERVER, signed_in: reason === "signed_in", reason } });
    assert.equal(await shown({}), undefined, reason);
  }
});

test("the list of courses is kept as a course's badges are, with what the host learnt since", async () => {
  const due = (toDo) => ({ account: { email: "stu@foo.bar" }, courses: [{ course: "X", to_do: toDo }] });
  const list = { server: SERVER, kind: "courses", course: null, assessment: null };
  const asking = { op: "courses.due", params: { server: SERVER }, pageUser: STU };
  await learn("courses.due", { server: SERVER }, due(3), STU);
  assert.equal((await ahead(list)).courses[0].to_do, 3);
  await hear({ method: "changed", params: { operation: "courses.due", params: { server: SERVER }, data: due(2) } });
  assert.equal((await recall(asking, "host_missing")).courses[0].to_do, 2);
  assert.equal(await recall({ ...asking, pageUser: { name: "Stella Two" } }, "host_missing"), null);
  assert.equal(await recall(asking, "not_signed_in"), null);
  await learn("sign_out", { server: SERVER }, {}, undefined);
  assert.equal(await ahead(list), null);
});

test("another worker finds what the former kept", async () => {
  await learn("badges", { server: SERVER, course: "X" }, badges(3), STU);
  const later = await import("../../extension/background/remembered.js?later");
  assert.deepEqual((await later.ahead({ server: SERVER, course: "X", assessment: null })).badges.map(({ score }) => score), [3]);
});
