/** When a host is started that has ended, and for whom. */

import assert from "node:assert/strict";
import test from "node:test";
import { HELLO, settle, world } from "./host-world.js";

const { Backoff } = await import("../../extension/background/backoff.js");

/** A clock and timers that stand still until `pass` is called. */
function frozen(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { performance } = globalThis;
  const really = performance.now;
  let now = 0;
  performance.now = () => now;
  t.after(() => (performance.now = really));
  return async (milliseconds, { late = 0 } = {}) => {
    now += milliseconds;
    t.mock.timers.tick(milliseconds - late);
    await settle();
  };
}
const answers = (port) => port.say({ id: port.sent[0].id, result: HELLO });
async function dies(port) {
  await settle();
  port.end("Native host has exited.");
  await settle();
}
const refused = (host) => assert.rejects(host.request("badges", {}), { name: /^host_/ });

test("a pipe that breaks answers everybody, and is not mended by itself", async () => {
  const { host, ports } = world();
  const waiting = host.request("a", {});
  await settle();
  ports[0].end("Native host has exited.");
  await assert.rejects(waiting, { name: "host_gone" });
  await settle();
  assert.equal(ports.length, 1);
  await assert.rejects(host.request("a", {}), { name: "host_gone" }); // within the back-off: no new host
  assert.equal(ports.length, 1);
  await host.ready({ retryNow: true }); // the user says so
  assert.equal(ports.length, 2);
});

test("who was refused within the back-off gets a host once it has passed; one that cannot start is started no more", async (t) => {
  const pass = frozen(t);
  const made = world({ hello: null });
  const { host, ports } = made;
  const begun = host.ready();
  answers(ports[0]);
  await begun;
  await dies(ports[0]);
  await refused(host);
  await refused(host);
  await pass(999);
  assert.equal(ports.length, 1);
  await pass(1);
  assert.equal(ports.length, 2, "one start for all who were refused");
  answers(ports[1]);
  await settle();
  assert.equal(made.ready, 2, "they are told to ask again");
  await dies(ports[1]);
  await refused(host);
  await pass(2000);
  assert.equal(ports.length, 3);
  await dies(ports[2]);
  await pass(600_000);
  assert.equal(ports.length, 3, "nobody asks for another");
  for (const starts of [4, 5]) {
    const asked = assert.rejects(host.ready(), { name: "host_not_started" });
    await dies(ports[starts - 1]);
    await asked;
    await refused(host);
    await pass(600_000);
    assert.equal(ports.length, starts, "hopeless by now: each start has a question of its own");
  }
});

test("a start that was put off is not made where there was one meanwhile", async (t) => {
  const pass = frozen(t);
  const { host, ports } = world();
  await host.ready();
  await dies(ports[0]);
  await refused(host);
  await pass(1000, { late: 10 });
  await host.ready();
  await pass(5); // nobody needs it
  assert.deepEqual([ports.length, ports[1].disconnected], [2, true]);
  await pass(600_000);
  assert.equal(ports.length, 2);
});

test("a clock that is set does not keep a host that broke away for longer", async () => {
  const { host, ports } = world();
  const { now } = globalThis.Date;
  const steady = globalThis.performance.now.bind(globalThis.performance);
  try {
    await host.ready();
    ports[0].end("Native host has exited.");
    await settle();
    globalThis.Date.now = () => now() - 3_600_000;
    globalThis.performance.now = () => steady() + 61_000; // the longest back-off has passed
    await host.ready();
    assert.equal(ports.length, 2);
  } finally {
    globalThis.Date.now = now;
    delete globalThis.performance.now;
  }
});

test("a host that keeps dying is started ever more rarely, at most once a minute", () => {
  const backoff = new Backoff();
  let now = 0;
  for (const wait of [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]) {
    backoff.ended(now, null);
    assert.ok(!backoff.mayStart(now + wait - 1));
    assert.ok(backoff.mayStart(now += wait));
  }
  backoff.ended(now, now - 10_000); // it had been well
  assert.ok(backoff.mayStart(now + 1000));
});

test("a host that ends before it has answered hello could not be started, and counts once", async () => {
  const { host, ports } = world({ hello: null });
  const waiting = host.request("a", {});
  ports[0].end("Native host has exited.");
  await assert.rejects(waiting, { name: "host_not_started" });
  const { performance } = globalThis;
  const now = performance.now.bind(performance);
  performance.now = () => now() + 1000; // the pause after one failure; after two it were two seconds
  const again = host.ready();
  performance.now = now;
  assert.equal(ports.length, 2);
  ports[1].end("An unexpected error occurred");
  await assert.rejects(again, { name: "host_not_started" });
});
