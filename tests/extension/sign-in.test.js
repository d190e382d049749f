import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const OURS = "https://own.chromiumapp.org/";
const SERVER = "https://autolab.example.edu:8443";
const opened = [];
let ended = Promise.resolve(`${OURS}autolab?code=c&state=s`);

Object.assign(globalThis.chrome, {
  alarms: { create: async () => {}, clear: async () => true },
  identity: {
    getRedirectURL: (path) => OURS + path,
    launchWebAuthFlow: ({ url }) => (opened.push(url), ended),
  },
  storage: { session: { get: async (defaults) => defaults, set: async () => {} } },
});
const { SignIn } = await import("../../extension/background/sign-in.js");

/** A sign-in with a host that knows one server; `asked` is what the host heard, `failures` what it fails with first. */
function world(identity_redirects, failures = {}) {
  const asked = [];
  const answers = {
    "servers.list": { servers: [{ server: "https://else.example", identity_redirects: [] }, { server: SERVER, identity_redirects }] },
    "sign_in.start": { attempt: "a1", authorization_url: `${SERVER}/oauth/authorize?x` },
  };
  const ask = async (op, params) => {
    asked.push([op, params]);
    const failure = failures[op]?.shift();
    if (failure) throw Object.assign(new Error(failure), { name: failure });
    return answers[op] ?? {};
  };
  const heard = (op) => asked.find(([name]) => name === op)?.[1];
  return { heard, asked, signIn: new SignIn(ask, () => {}) };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

for (const [title, listed, redirect] of [
  ["the server's own path, where it is registered", [`${OURS}autolab/autolab.example.edu:8443`, `${OURS}autolab`], "autolab/autolab.example.edu:8443"],
  ["the common path otherwise", [`${OURS}autolab`], "autolab"],
  ["never another server's path", [`${OURS}autolab/else.example`], "autolab"],
]) {
  test(`the browser comes back to ${title}`, async () => {
    const { heard, signIn } = world(listed);
    await signIn.start(SERVER, "identity");
    assert.deepEqual(heard("sign_in.start"), { server: SERVER, way: "identity", redirect_uri: OURS + redirect });
  });
}

test("only where the browser ended up is relayed", async () => {
  const { heard, signIn } = world([`${OURS}autolab`]);
  await signIn.start(SERVER, "identity");
  await settle();
  assert.equal(opened.at(-1), `${SERVER}/oauth/authorize?x`);
  assert.deepEqual(heard("sign_in.finish"), { attempt: "a1", redirect_url: `${OURS}autolab?code=c&state=s` });
});

test("a host that dies over the answer is followed by one that hears it too", async (context) => {
  const { asked, signIn } = world([`${OURS}autolab`], { "sign_in.finish": ["host_gone"] });
  const relayed = () => asked.filter(([op]) => op === "sign_in.finish");
  const waits = [];
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = (work) => void waits.push(work);
  context.after(() => void (globalThis.setTimeout = real));
  await signIn.start(SERVER, "identity");
  await settle();
  assert.equal(relayed().length, 1);
  waits.shift()();
  await settle();
  assert.equal(relayed().length, 2);
  assert.deepEqual(relayed()[0], relayed()[1]);
});

test("a stranger's answer in the browser's own window ends the wait, for that window is gone", async () => {
  const { heard, signIn } = world([`${OURS}autolab`], { "sign_in.finish": ["state_mismatch"] });
  await signIn.start(SERVER, "identity");
  await settle();
  assert.deepEqual(heard("sign_in.cancel"), { attempt: "a1", abandoned: true });
  assert.equal(signIn.any, false);
});

test("what the host cannot take now ends nothing", async () => {
  const { heard, signIn } = world([`${OURS}autolab`], { "sign_in.finish": ["server_unreachable"] });
  await signIn.start(SERVER, "identity");
  await settle();
  assert.equal(heard("sign_in.cancel"), undefined);
  assert.equal(signIn.any, true);
});

test("a window that was closed ends the attempt as abandoned", async () => {
  const { heard, signIn } = world([`${OURS}autolab`]);
  ended = Promise.reject(new Error("The user did not approve access."));
  await signIn.start(SERVER, "identity");
  await settle();
  assert.deepEqual(heard("sign_in.cancel"), { attempt: "a1", abandoned: true });
  assert.equal(heard("sign_in.finish"), undefined);
  assert.equal(signIn.any, false);
});
