/**
 * What is due soon and not handed in, by the user's choice: counted on the toolbar, told once by a notification. An alarm
 * wakes the worker for it, and nothing is asked unless one of the two was asked for.
 */

import { api } from "../lib/api.js";
import { chosen, setting } from "../lib/settings.js";
import { closing, serverNow } from "../lib/time.js";
import { deadlineNear } from "./notify.js";
import { showOnToolbar } from "./toolbar.js";

/** @typedef {import("../lib/protocol.js").Deadline} Deadline */

const ALARM = "due";
const MINUTES = 30;
const HOUR = 3_600_000;
/** Hours before its end in which work counts on the toolbar, and in which it is told. */
const SOON = 48;
const NEAR = 24;

async function isWanted() {
  return await chosen("toolbar") === "due" || await setting("notify_deadlines");
}

/** Sees to the alarm: at each start of the worker and whenever a setting changes. */
export async function arrange() {
  const wanted = await isWanted();
  const set = await api.alarms.get(ALARM);
  if (wanted && !set) await api.alarms.create(ALARM, { delayInMinutes: 0.1, periodInMinutes: MINUTES });
  if (!wanted && set) await api.alarms.clear(ALARM);
}

/**
 * Has the agenda looked at; where it was old, news of it follow.
 * @param {string} alarm  the one that rang
 * @param {import("./ask.js").Ask} ask
 */
export async function wake(alarm, ask) {
  if (alarm === ALARM && await isWanted()) await remind((await ask("agenda", {})).data.items);
}

/** @param {Deadline[]} items  the agenda's */
export async function remind(items) {
  if (!await isWanted()) return;
  await showOnToolbar({ due: dueWithin(items, SOON).length });
  if (!await setting("notify_deadlines")) return;
  const { reminded } = /** @type {{ reminded: string[] }} */ (await api.storage.local.get({ reminded: [] }));
  const near = dueWithin(items, NEAR);
  for (const item of near) {
    if (!reminded.includes(keyOf(item)) && await deadlineNear(item, until(item) ?? "")) reminded.push(keyOf(item));
  }
  await api.storage.local.set({ reminded: reminded.filter((key) => near.some((item) => keyOf(item) === key)) });
}

/**
 * What is still to do and ends within so many hours, by each server's clock. A late one ends when the course stops taking it.
 * @param {Deadline[]} items
 * @param {number} hours
 */
export function dueWithin(items, hours) {
  return items.filter((item) => {
    const left = Date.parse(until(item) ?? "") - serverNow(item.clock_ahead ?? 0);
    return item.to_do && left > 0 && left <= hours * HOUR;
  });
}

/** @param {Deadline} item */
function until(item) {
  return item.late ? closing(item) : item.due_at;
}

/** A deadline that moves is told anew. @param {Deadline} item */
function keyOf(item) {
  return JSON.stringify([item.server, item.course, item.assessment, until(item)]);
}
