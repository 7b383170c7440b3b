/** How old a secret is, and from when on it is worth another. */

const DAY_MS = 86_400_000;
/** Nothing ends by it: people are reminded. */
export const OLD_DAYS = 180;

/** Whole days since then. */
export function daysSince(instant: string, now = Date.now()): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / DAY_MS));
}

export function isOld(instant: string, now = Date.now()): boolean {
  return daysSince(instant, now) >= OLD_DAYS;
}
