/** Grace days that a late submission uses up: pure. */

/** Milliseconds. */
const DAY = 86_400_000;

/**
 * As Autolab counts: a begun day is a day, unless the course's late slack covers it; `days_late` of
 * app/models/submission.rb.
 * @param {{ due_at: string | null, late_slack: number | null, max_grace_days: number | null }} check
 * @param {number} left  grace days left
 * @param {number} now   epoch milliseconds
 * @returns {{ days: number, uses: number }}  how many days late, and for how many a grace day is used
 */
export function graceUse({ due_at: due, late_slack: slack, max_grace_days: most }, left, now) {
  const after = now - Date.parse(due ?? "");
  if (!(after > 0)) return { days: 0, uses: 0 };
  const days = Math.ceil(after / DAY) - (after % DAY <= Math.max(0, slack ?? 0) * 1000 ? 1 : 0);
  return { days, uses: Math.min(days, left, most ?? left) };
}
