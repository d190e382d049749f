import assert from "node:assert/strict";
import test from "node:test";
import { HELLO, settle, world } from "./host-world.js";

const { Parts } = await import("../../extension/background/parts.js");
const { hostFailure, startFailure } = await import("../../extension/background/host-errors.js");

test("hello comes first, once, and answers find their questions", async () => {
  const made = world();
  const { host, ports } = made;
  const [one, two] = [host.request("a", { caller: "popup" }), host.request("b", { caller: "popup" })];
  await settle();
  const [hello, a, b] = ports[0].sent;
  assert.deepEqual([hello.method, a.method, b.method, ports.length, made.ready], ["hello", "a", "b", 1, 1]);
  ports[0].say({ id: b.id, result: 2 });
  ports[0].say({ id: a.id, error: { code: 300, message: "m", data: { name: "not_signed_in", remedy: "r" } } });
  assert.equal(await two, 2);
  await assert.rejects(one, { name: "not_signed_in", remedy: "r" });
  ports[0].say({ id: 99, result: "nobody asked" });
});

test("a message longer than the host's frame is refused here, for the host could not say whose it was", async () => {
  const { host, ports } = world({ hello: { ...HELLO, limits: { frame: 1000 } } });
  await assert.rejects(host.request("servers.add_deployment", { deployment: "ä".repeat(500) }), { name: "frame_too_large" });
  assert.deepEqual(ports[0].sent.map(({ method }) => method), ["hello"]);
  const fits = host.request("servers.add_deployment", { deployment: "ä".repeat(400) });
  await settle();
  ports[0].say({ id: ports[0].sent[1].id, result: 1 });
  assert.equal(await fits, 1);
});

test("the protocol is checked both ways", async () => {
  const outdated = { error: { code: 105, message: "old", data: { name: "host_outdated", remedy: "update" } } };
  await assert.rejects(world({ hello: outdated }).host.ready(), { name: "host_outdated" });
  await assert.rejects(world({ hello: { ...HELLO, protocol: 2 } }).host.ready(), { name: "host_speaks_otherwise" });
});

test("what browsers say of a host that is not there", () => {
  const said = {
    "Specified native messaging host not found.": "host_missing",
    "No such native application autolab_companion": "host_missing",
    "Access to the specified native messaging host is forbidden.": "host_forbidden",
    "Failed to start native messaging host.": "host_not_started",
    "Error when communicating with the native messaging host.": "host_garbled",
    "Native host has exited.": "host_gone",
  };
  for (const [text, name] of Object.entries(said)) assert.equal(hostFailure(text).name, name);
  assert.equal(hostFailure(undefined).name, "host_gone");
  const beforeItAnswered = {
    "Specified native messaging host not found.": "host_missing",
    "Access to the specified native messaging host is forbidden.": "host_forbidden",
    "Native application tried to send a message of 1 bytes, which exceeds the limit of 0 bytes.": "host_garbled",
    "Error when communicating with the native messaging host.": "host_not_started",
    "Native host has exited.": "host_not_started",
    "An unexpected error occurred": "host_not_started",
  };
  for (const [text, name] of Object.entries(beforeItAnswered)) assert.equal(startFailure(text).name, name);
});

test("big replies come in parts; nonsense ends only its own question", async () => {
  const { host, ports, notices } = world();
  const [big, bad] = [host.request("big", {}), host.request("bad", {})];
  await settle();
  const [, first, second] = ports[0].sent;
  const text = JSON.stringify({ jsonrpc: "2.0", id: first.id, result: { long: "x".repeat(50) } });
  ports[0].say({ method: "part", params: { id: first.id, index: 0, count: 2, text: text.slice(0, 20) } });
  ports[0].say({ method: "part", params: { id: second.id, index: 1, count: 2, text: "?" } });
  ports[0].say({ method: "badges.changed", params: { done: true } });
  ports[0].say({ method: "part", params: { id: first.id, index: 1, count: 2, text: text.slice(20) } });
  assert.equal((await big).long.length, 50);
  await assert.rejects(bad, { name: "host_garbled" });
  assert.deepEqual(notices, [{ method: "badges.changed", params: { done: true } }]);
});

test("parts are bounded and in order", () => {
  for (const part of [{ count: 0 }, { count: 1e9 }, { count: 2, index: 1 }, { count: 1, index: 0, text: 5 }, { count: 1, index: 0, text: "{" }]) {
    assert.throws(() => new Parts().add({ id: 1, index: 0, text: "{}", ...part }));
  }
});

test("who went away cancels the question, and it is still answered once", async () => {
  const { host, ports } = world();
  const gone = new AbortController();
  const asking = host.request("a", {}, gone.signal);
  await settle();
  gone.abort();
  const [, question, cancel] = ports[0].sent;
  assert.deepEqual([cancel.method, cancel.params], ["cancel", { id: question.id }]);
  ports[0].say({ id: question.id, error: { code: 109, message: "c", data: { name: "cancelled", remedy: "" } } });
  await assert.rejects(asking, { name: "cancelled" });
});

test("a host that nobody needs is let go, and the next question starts another", async () => {
  const { host, ports } = world();
  await host.ready();
  await new Promise((resolve) => {
    ports[0].disconnect = resolve;
  });
  await host.ready();
  assert.equal(ports.length, 2);
});

test("who goes away after a stale reply ends the refresh behind it", async () => {
  const { host, ports } = world();
  const gone = new AbortController();
  const asking = host.request("badges", {}, gone.signal);
  await settle();
  const question = ports[0].sent[1];
  ports[0].say({ id: question.id, result: { stale: true } });
  await asking;
  gone.abort();
  assert.deepEqual(ports[0].sent.at(-1).params, { id: question.id });
});

test("a frame that never comes is told: of hello, which ends the port, and of any other question", async () => {
  const mute = world({ hello: null, patience: 5 });
  await assert.rejects(mute.host.ready(), { name: "host_silent" });
  assert.ok(mute.ports[0].disconnected);
  const { host, ports } = world({ patience: 5 });
  await assert.rejects(host.request("a", {}), { name: "host_silent" });
  assert.ok(!ports[0].disconnected);
});
