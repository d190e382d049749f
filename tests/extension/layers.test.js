import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const EXTENSION = fileURLToPath(new URL("../../extension/", import.meta.url));

/** Room → the rooms whose modules its own may import, besides themselves. `features/index.js` is the table of features. */
const MAY_IMPORT = {
  "lib": [],
  "features/shared": ["lib"],
  "features/submit": ["lib", "features/shared"],
  "features": ["lib", "features/shared", "features/submit"],
  "background": ["lib", "features/index.js"],
  "content": ["lib", "features/shared", "features/index.js"],
  "pages": ["lib", "features/shared", "features/index.js"],
};

/** Module → what it imports, as `import` statements say; what is imported on demand and types alone close no circle. */
async function imports(folder) {
  const modules = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"));
  const { metafile } = await build({ absWorkingDir: folder, entryPoints: modules, bundle: true, write: false, outdir: "out", format: "esm", metafile: true, logLevel: "error" });
  return new Map(Object.entries(metafile.inputs).map(([module, input]) => [
    module, input.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
  ]));
}

/** The modules of a circle, from its first back to itself; empty if there is none. */
function circle(graph) {
  const done = new Set();
  const search = (module, trail) => {
    if (trail.includes(module)) return [...trail.slice(trail.indexOf(module)), module];
    if (done.has(module)) return [];
    for (const next of graph.get(module) ?? []) {
      const found = search(next, [...trail, module]);
      if (found.length) return found;
    }
    done.add(module);
    return [];
  };
  return [...graph.keys()].map((module) => search(module, [])).find((found) => found.length) ?? [];
}

const roomOf = (module) => Object.keys(MAY_IMPORT).filter((room) => module.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];

test("no module imports itself by way of others", async () => {
  assert.deepEqual(circle(await imports(EXTENSION)), []);
});

test("a circle is found", () => {
  const graph = new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", []], ["d", ["b"]]]);
  assert.deepEqual(circle(graph), ["b", "d", "b"]);
});

test("each room knows only those beneath it", async () => {
  const upward = [...await imports(EXTENSION)].flatMap(([module, imported]) => imported
    .filter((each) => ![roomOf(module), ...MAY_IMPORT[roomOf(module)]].some((room) => each === room || roomOf(each) === room))
    .map((each) => `${module} imports ${each}`));
  assert.deepEqual(upward, []);
});
