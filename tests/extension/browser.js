/** The little of the WebExtension API that pure modules touch, for node. Import before the module under test. */

import { readFileSync } from "node:fs";

const MESSAGES = JSON.parse(readFileSync(new URL("../../extension/_locales/en/messages.json", import.meta.url), "utf8"));

globalThis.chrome = {
  i18n: {
    getMessage: (key, values = []) => (MESSAGES[key]?.message ?? "").replace(/\$(\d)/g, (_, n) => values[n - 1] ?? ""),
    getUILanguage: () => "en",
  },
  runtime: { id: "own", getURL: () => "data:text/css," },
};
