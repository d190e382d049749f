/* Content scripts are classic scripts in both browsers; this one only fetches the module that does the work. */
(() => {
  const world = /** @type {{ autolabCompanion?: boolean, browser?: typeof chrome }} */ (globalThis);
  if (world.autolabCompanion) return; // injected twice: registered and started in an open tab
  world.autolabCompanion = true;
  const api = world.browser ?? chrome;
  import(api.runtime.getURL("content/main.js")).catch((error) => console.error("Autolab Companion:", error));
})();
