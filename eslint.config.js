import css from "@eslint/css";
import js from "@eslint/js";

const read = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

/** Names every browser context offers; tsc knows them all, ESLint must be told. */
const BROWSER = read([
  "AbortController", "AbortSignal", "Blob", "CSSStyleSheet", "DataTransfer", "Document", "Element", "Event", "File", "FormData", "HTMLElement",
  "HTMLButtonElement", "HTMLDialogElement", "HTMLFormElement", "HTMLInputElement", "IntersectionObserver", "Intl", "MutationObserver", "Node", "NodeFilter", "ShadowRoot", "URL",
  "URLSearchParams", "TextDecoder", "TextEncoder", "FileReader", "atob", "browser", "chrome", "clearInterval", "clearTimeout", "console", "crypto", "customElements",
  "document", "fetch", "getComputedStyle", "globalThis", "localStorage", "location", "matchMedia", "innerHeight", "innerWidth", "navigator", "performance", "queueMicrotask", "requestAnimationFrame",
  "setInterval", "setTimeout", "window",
]);

export default [
  { ignores: ["**/node_modules/", "build/", "dist/", ".venv/"] },
  { files: ["**/*.js"], ...js.configs.recommended },
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: BROWSER },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "eqeqeq": ["error", "always", { null: "ignore" }],
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "no-console": ["error", { allow: ["warn", "error"] }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-shadow": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      // Text goes in as text: markup strings are how a hostile assessment name becomes script.
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: "Build nodes with lib/dom.js." })),
      ],
    },
  },
  { files: ["extension/features/**"], rules: { "max-lines": ["error", { max: 150, skipBlankLines: false, skipComments: false }] } },
  { files: [".ci/**"], languageOptions: { globals: read(["process"]) }, rules: { "no-console": "off" } },
  { files: ["extension/content/loader.js"], languageOptions: { sourceType: "script" } },
  { files: ["tests/extension/**", "eslint.config.js"], languageOptions: { globals: read(["setImmediate"]) } },
  {
    files: ["**/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      ...css.configs.recommended.rules,
      "css/no-important": "off", // what outranks the page in shadow roots
      "css/no-invalid-properties": ["error", { allowUnknownVariables: true }], // the look's, in another file
      "css/use-baseline": "off", // manifest.json says which browsers
    },
  },
];
