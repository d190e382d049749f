import "./browser.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const { failure, Failure } = await import("../../extension/lib/errors.js");
const { speak } = await import("../../extension/lib/i18n.js");
const { spoken, spokenWarning } = await import("../../extension/lib/host-words.js");

const GERMAN = JSON.parse(readFileSync(new URL("../../extension/_locales/de/messages.json", import.meta.url), "utf8"));
const THROTTLED = {
  code: 209, message: "https://a.example asks us to slow down.",
  data: { name: "throttled", server: "https://a.example", remedy: "Wait." },
};

/** @param {() => void} told  runs where German is spoken */
function inGerman(told) {
  speak(Object.fromEntries(Object.entries(GERMAN).map(([key, { message }]) => [key, message])));
  try {
    told();
  } finally {
    speak(null);
  }
}

test("a failure of the host speaks the browser's language, with its values", () => {
  inGerman(() => {
    const { message, remedy, object } = new Failure(THROTTLED);
    assert.equal(message, "https://a.example bittet uns, langsamer zu fragen.");
    assert.match(remedy, /^Warte ein paar Minuten/);
    assert.equal(object, THROTTLED); // what travels on is told anew where it arrives
  });
  assert.match(new Failure(THROTTLED).remedy, /^Wait a few minutes, then reload/);
});

test("a failure without words here is told as the host tells it", () => {
  const newer = { code: 999, message: "Something new.", data: { name: "something_new", remedy: "Do that." } };
  inGerman(() => assert.deepEqual(spoken(newer), { message: "Something new.", remedy: "Do that." }));
});

test("no blank is left open: without a value the host's own words stand, cause and remedy alike", () => {
  for (const server of [undefined, null, { toString: "x" }]) {
    const lacking = { ...THROTTLED, data: { name: "throttled", remedy: "Wait.", server } };
    inGerman(() => assert.deepEqual(spoken(lacking), { message: THROTTLED.message, remedy: "Wait." }));
  }
});

test("values are put in once: what looks like a blank in one stays as it is", () => {
  const odd = { code: 403, message: "m", data: { name: "assessment_unknown", remedy: "r", assessment: "{course} $1 $&", course: "c" } };
  assert.equal(spoken(odd).message, "There is no assessment {course} $1 $& in c.");
});

test("what the extension found itself keeps its words, also where the host has the same name", () => {
  inGerman(() => {
    const own = { code: 0, message: "Diese Seite darf das nicht.", data: { name: "caller_may_not", remedy: "R", caller: "page", operation: "x" } };
    assert.deepEqual(spoken(own), { message: "Diese Seite darf das nicht.", remedy: "R" });
  });
  assert.equal(failure("host_gone").message, "The companion’s program stopped unexpectedly.");
});

test("a warning speaks the browser's language and time zone; an unknown one its own words", () => {
  inGerman(() => {
    assert.equal(spokenWarning({ code: "file_type", message: "m", fields: { handin_hint: ".c" } }),
      "Deine früheren Abgaben endeten auf .c, diese Datei nicht.");
    const late = spokenWarning({ code: "late", message: "m", fields: { due_at: "2026-11-23T06:00:00.000-05:00" } });
    assert.match(late, /^Die Frist des Kurses \(.*UTC.*\) ist vorbei/);
    assert.equal(spokenWarning({ code: "brand_new", message: "New." }), "New.");
    assert.equal(spokenWarning({ code: "late", message: "An older host." }), "An older host.");
  });
});

test("the detail of a cause is told in the same language; what the system says of it stays", () => {
  const error = (detail) => ({ code: 203, message: "m", data: { name: "server_unreachable", remedy: "r", server: "https://a.example", detail } });
  inGerman(() => {
    assert.equal(spoken(error("no connection can be made (Connection refused)")).message,
      "https://a.example ist nicht erreichbar: es kommt keine Verbindung zustande (Connection refused).");
    assert.equal(spoken(error("its name is not known on this network")).message,
      "https://a.example ist nicht erreichbar: sein Name ist in diesem Netz nicht bekannt.");
    assert.equal(spoken(error("something (odd")).message, "https://a.example ist nicht erreichbar: something (odd.");
    assert.equal(spoken(error("")).message, "https://a.example ist nicht erreichbar: .");
  });
  assert.match(spoken(error("no answer in time")).message, /: no answer in time\.$/);
});

test("why a file is refused is told in the same language, with the command that mends it", () => {
  const detail = "other users have access to it (mode 0755; run `chmod 700 '/home/a (b)/x'`)";
  const error = { code: 706, message: "m", data: { name: "storage_unsafe", remedy: "r", path: "/home/a (b)/x", detail } };
  inGerman(() => assert.equal(spoken(error).message,
    "/home/a (b)/x ist nicht sicher benutzbar: andere auf diesem Rechner haben Zugriff darauf (mode 0755; run `chmod 700 '/home/a (b)/x'`)."));
});
