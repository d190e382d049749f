import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** Module → what it imports, as `import` statements say; what is imported on demand closes no circle. */
async function imports(folder) {
  const modules = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"));
  const { metafile } = await build({ absWorkingDir: folder, entryPoints: modules, bundle: true, write: false, outdir: "out", format: "esm", metafile: true, logLevel: "error" });
  return new Map(Object.entries(metafile.inputs).map(([module, input]) => [
    module, input.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
  ]));
}

/** File → the files whose types it names. The features' table alone names modules in code by `import()`. */
function types(folder) {
  const named = /\bimport\("(\.[^"]+)"\)\.|^import type .* from "(\.[^"]+)";$/gm;
  const declared = (path) => (existsSync(join(folder, path.replace(/\.js$/, ".d.ts"))) ? path.replace(/\.js$/, ".d.ts") : path);
  return new Map(readdirSync(folder, { recursive: true }).filter((file) => /\.(js|d\.ts)$/.test(file)).map((file) => [
    file, [...readFileSync(join(folder, file), "utf8").matchAll(named)].map(([, js, ts]) => declared(join(dirname(file), js ?? ts))),
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

test("nor by way of types: whoever reads one file of a circle has to read the other", async () => {
  const graph = await imports(EXTENSION);
  for (const [file, others] of types(EXTENSION)) graph.set(file, [...graph.get(file) ?? [], ...others]);
  assert.ok(graph.get("features/submit/choose.js").includes("features/submit/flow.d.ts"));
  assert.deepEqual(circle(graph), []);
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
