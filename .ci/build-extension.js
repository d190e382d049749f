/**
 * node .ci/build-extension.js [FOLDER]: the extension as it is packaged, into FOLDER (default: build/extension).
 *
 * The sources run in a browser as they are, but then the content script's modules and style sheets must be web-accessible,
 * and any site that knows the extension's ID can ask for one of them; and whoever starts (a page, the worker, the popup)
 * waits for its modules one import after another. Here each of them becomes one script, and the popup's style sheets one.
 * Two builds of one tree are identical.
 */

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transformSync } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "extension");
const CONTENT = "content/loader.js";
/** How the loader imports its module where that is a file of its own. */
const LOADING = 'import(api.runtime.getURL("content/main.js"))';
const LINK = /<link rel="stylesheet" href="([^"]+)">\n/g;
const LINKS = new RegExp(`(?:${LINK.source})+`);
const WAITED_FOR = /<script [^>]* async>/;
const STYLE = /await styleSheet\("([\w./-]+\.css)"\)/g;

const options = /** @type {const} */ ({
  absWorkingDir: SOURCE, bundle: true, write: false, format: "iife", charset: "utf8", legalComments: "none",
  minify: true, banner: { js: '"use strict";' }, tsconfigRaw: {}, logLevel: "error",
});

/**
 * A style sheet without what only its readers need.
 * @param {string} path  from the extension's folder
 */
function sheet(path) {
  return transformSync(readFileSync(join(SOURCE, path), "utf8"), { loader: "css", minify: true, target: readManifest().browsers }).code.trim();
}

/** Puts the style sheets into the modules that await them, and the module into the loader. */
const inlined = {
  name: "inlined",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (path === join(SOURCE, CONTENT)) return { contents: exactly(text, LOADING, 'import("./main.js")') };
      return { contents: text.replace(STYLE, (_, style) => JSON.stringify(sheet(style))) };
    });
  },
};

/** Worker and pages read the table of features, but load none: what it would import on demand is the content script's alone. */
const unreached = {
  name: "unreached",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : null));
  },
};

/**
 * Writes the packaged extension.
 * @param {string} target  a folder; what is in it goes
 */
export async function buildExtension(target) {
  rmSync(target, { recursive: true, force: true });
  const { browsers, manifest } = readManifest();
  const content = await build({ ...options, entryPoints: [CONTENT], target: browsers, plugins: [inlined] });
  const scripts = await build({ ...options, entryPoints: [manifest.background.service_worker, ...pageScripts()], outdir: SOURCE, format: "esm", target: browsers, plugins: [unreached] });
  for (const file of files(SOURCE)) if (!/\.(js|ts)$|^features\/.*\.css$/.test(file)) put(target, file, file.endsWith(".css") ? sheet(file) : undefined);
  for (const { path, text } of scripts.outputFiles) put(target, relative(SOURCE, path), text);
  for (const page of files(SOURCE).filter((file) => file.endsWith(".html"))) put(target, page, dressed(target, page));
  put(target, CONTENT, content.outputFiles[0].text);
  delete manifest.web_accessible_resources;
  put(target, "manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
}

function readManifest() {
  const manifest = JSON.parse(readFileSync(join(SOURCE, "manifest.json"), "utf8"));
  const { minimum_chrome_version: chrome, browser_specific_settings: { gecko } } = manifest;
  return { manifest, browsers: [`chrome${chrome}`, `firefox${gecko.strict_min_version}`] };
}

/** The scripts of our own pages. */
function pageScripts() {
  return files(SOURCE).filter((file) => file.endsWith(".html")).flatMap((page) =>
    [...readFileSync(join(SOURCE, page), "utf8").matchAll(/<script type="module" src="([^"]+)"/g)]
      .map(([, script]) => join(dirname(page), script)));
}

/**
 * A page's HTML. The popup (what starts without waiting for its own markup) waits for one style sheet of its own instead
 * of three: each request takes its turn before there is anything to see.
 * @param {string} target  where its style sheet is put
 * @param {string} page
 */
function dressed(target, page) {
  const html = readFileSync(join(SOURCE, page), "utf8");
  if (!WAITED_FOR.test(html)) return html;
  const [links] = LINKS.exec(html) ?? [""];
  const sheets = [...links.matchAll(LINK)].map(([, href]) => join(dirname(page), href));
  const own = page.replace(".html", ".css");
  put(target, own, sheets.map((path) => sheet(path)).join(""));
  return html.replace(links, `<link rel="stylesheet" href="${basename(own)}">\n`);
}

/** @param {string} folder  @returns {string[]}  paths in it, in an order that no file system changes */
function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name))).sort();
}

/**
 * @param {string} target
 * @param {string} file
 * @param {string} [text]  default: what is in the source's file
 */
function put(target, file, text) {
  const path = join(target, file);
  mkdirSync(dirname(path), { recursive: true });
  if (text === undefined) cpSync(join(SOURCE, file), path);
  else writeFileSync(path, text);
}

/**
 * @param {string} text
 * @param {string} old
 * @param {string} replacement
 */
function exactly(text, old, replacement) {
  const parts = text.split(old);
  if (parts.length !== 2) throw new Error(`${old} stands ${parts.length - 1} times where it should stand once`);
  return parts.join(replacement);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildExtension(process.argv[2] ?? join(ROOT, "build/extension"));
