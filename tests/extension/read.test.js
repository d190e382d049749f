import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const replies = [];
const ports = [];
Object.assign(globalThis.chrome.runtime, {
  sendMessage: async () => replies.shift(),
  connect: () => {
    const port = { onMessage: { addListener: (hear) => (port.hear = hear) }, onDisconnect: { addListener: () => {} }, disconnect: () => (port.hear = () => {}) };
    ports.push(port);
    return port;
  },
});
globalThis.document ??= { addEventListener: () => {} };
const place = { append: () => {} };
const { read } = await import("../../extension/lib/read.js");

const ASKED = { server: "https://autolab.example.edu", course: "X" };
const settle = () => new Promise((resolve) => setImmediate(resolve));
const old = { result: { data: [1], stale: true } };

async function reading(...answers) {
  replies.push(...answers);
  const heard = [];
  const page = new AbortController();
  await read("roster.list", ASKED, (data) => heard.push(data), ({ name }) => heard.push(name), page.signal, place);
  const notify = (news, operation = "roster.list", params = ASKED) => ports.at(-1).hear({ method: "changed", params: { operation, params, ...news } });
  return { heard, page, notify };
}

test("what is remembered is shown, and then what the server says", async () => {
  const { heard, notify } = await reading(old);
  notify({ data: [1, 2] });
  assert.deepEqual(heard, [[1], [1, 2]]);
});

test("news about something else is not shown", async () => {
  const { heard, notify } = await reading(old);
  notify({ data: [2] }, "courses");
  notify({ data: [2] }, "roster.list", { ...ASKED, course: "Y" });
  notify({ data: [2] }, "roster.list", { ...ASKED, email: "a@b.c" });
  assert.deepEqual(heard, [[1]]);
});

test("news too large for a notification is asked for", async () => {
  const { heard, notify } = await reading(old, { result: { data: [3], stale: false } });
  notify({});
  await settle();
  assert.deepEqual(heard, [[1], [3]]);
});

test("a refresh that failed is told, and so is a first answer that did not come", async () => {
  const error = { code: 200, message: "m", data: { name: "server_unreachable" } };
  const { heard, notify } = await reading(old);
  notify({ error });
  assert.deepEqual(heard, [[1], "server_unreachable"]);
  assert.deepEqual((await reading({ error })).heard, ["server_unreachable"]);
});

test("what could not be asked is asked again once a host is there, and what was answered is not", async () => {
  const gone = { error: { code: 102, message: "m", data: { name: "host_gone" } } };
  const { heard } = await reading(gone, old);
  const ready = () => ports.at(-1).hear({ method: "host.ready", params: {} });
  ready();
  await settle();
  ready();
  await settle();
  assert.deepEqual(heard, ["host_gone", [1]]);
});

test("a page that has gone hears nothing more", async () => {
  const { heard, page, notify } = await reading(old);
  page.abort();
  notify({ data: [2] });
  assert.deepEqual(heard, [[1]]);
});
