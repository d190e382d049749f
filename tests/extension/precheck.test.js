import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { objections } = await import("../../extension/features/submit/precheck.js");
const { graceUse } = await import("../../extension/features/submit/grace.js");
const { graceLeft, formSays, wantedEnding } = await import("../../extension/features/shared/page-facts.js");

const DAY = 86_400_000;
const DUE = Date.parse("2026-11-20T12:00:00Z");
const CHECK = { handin_hint: null, size_limit: null };
const FILE = { name: "handin.c", size: 3, sha256: "aa" };
const codes = (file, check = CHECK, earlier = []) => objections({ ...FILE, ...file }, check, earlier).map(({ code }) => code);
const node = (text, inner = {}) => ({ textContent: text, firstChild: { textContent: text }, querySelector: (css) => inner[css] ?? null });

/** A page whose form wants an ending, or a course page with these lines. */
function page({ ending, says, lines = [] } = {}) {
  globalThis.document = {
    querySelector: (css) => (css === "#handin-file-type" ? ending && node(ending) : css.startsWith("form") ? says && node(says) : null) || null,
    querySelectorAll: () => lines.map(([text, number]) => node(text, { b: node(number) })),
  };
}

test("what is wrong with a file is said when it is chosen", () => {
  page();
  assert.deepEqual(codes({}), []);
  assert.deepEqual(codes({ size: 0 }), ["empty"]);
  assert.deepEqual(codes({ name: "handin (1).c" }), ["name"]);
  assert.deepEqual(codes({ name: "handin.c~" }), ["name"]);
  assert.deepEqual(codes({}, { ...CHECK, handin_hint: ".tar" }), ["file_type"]);
});

test("a file beyond the limit that Autolab has named is told with both sizes, also where they are nearly the same", () => {
  page();
  const told = (size, limit) => objections({ ...FILE, size }, { ...CHECK, size_limit: limit }, []).map(({ words }) => words);
  assert.deepEqual(codes({ size: 2 ** 21 }, { ...CHECK, size_limit: 2 ** 21 }), []);
  assert.deepEqual(codes({ size: 2 ** 40 }), [], "nobody has named one");
  assert.match(told(3 * 2 ** 20, 2 ** 21)[0], /^This file has 3 MB\. .* the limit was 2 MB\.$/);
  assert.match(told(2 ** 21 + 1, 2 ** 21)[0], /^This file has 2,097,153 bytes\. .* the limit was 2,097,152 bytes\.$/);
});

test("the page's own handin format counts before what earlier files were called", () => {
  page({ ending: "tar.gz" });
  assert.equal(wantedEnding(), ".tar.gz");
  assert.deepEqual(codes({}, { ...CHECK, handin_hint: ".c" }), ["format"]);
  assert.deepEqual(codes({ name: "Lab.TAR.GZ" }), []);
});

test("the very same file is known by its sum, with its version, unless Autolab has refused it", () => {
  page();
  const receipt = { sha256: "aa", state: "landed", version: 3, sent_at: "2026-11-20T12:00:00Z" };
  const [same] = objections(FILE, CHECK, [receipt]);
  assert.match(same.words, /^This very file is your version 3, sent /);
  assert.deepEqual(codes({ sha256: "" }, CHECK, [receipt]), [], "not read yet");
  assert.deepEqual(codes({}, CHECK, [{ ...receipt, state: "refused", version: null }]), []);
});

test("grace days are counted as Autolab counts them", () => {
  const check = { due_at: new Date(DUE).toISOString(), late_slack: 0, max_grace_days: null };
  assert.deepEqual(graceUse(check, 3, DUE - 1), { days: 0, uses: 0 });
  assert.deepEqual(graceUse(check, 3, DUE + 1000), { days: 1, uses: 1 });
  assert.deepEqual(graceUse(check, 1, DUE + DAY + 1000), { days: 2, uses: 1 });
  assert.deepEqual(graceUse({ ...check, max_grace_days: 0 }, 3, DUE + 1000), { days: 1, uses: 0 });
  assert.deepEqual(graceUse({ ...check, late_slack: 600 }, 3, DUE + DAY + 500_000), { days: 1, uses: 1 });
  assert.deepEqual(graceUse({ ...check, due_at: null }, 3, DUE), { days: 0, uses: 0 });
});

test("what is left of them, the course's page tells in a line that is about grace", () => {
  page({ lines: [["Section:", "7"], ["Number of grace days remaining:", "3"]] });
  assert.equal(graceLeft(), 3);
  page({ lines: [["Section:", "7"]] });
  assert.equal(graceLeft(), null);
  page({ says: "submitting 1 day late using 1 grace day" });
  assert.equal(formSays(), "submitting 1 day late using 1 grace day");
});
