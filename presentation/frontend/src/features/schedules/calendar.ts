/** What schedules plan, by the days of the reader's own clock: pure. */

export interface Shut {
  since: string;
  until: string;
}

export interface Planned {
  id: string;
  name: string;
  procedure: Readonly<Record<string, unknown>>;
  plan?: { fires: readonly string[]; more: boolean; shut: readonly Shut[] } | null;
}

/** What one schedule fires on one day. */
export interface Entry {
  id: string;
  name: string;
  procedure: string;
  fires: string[];
  /** Until when what is due waits, where the windows of its procedure are shut at each of its times. */
  waits: string | null;
}

/** When, on one day, the windows of a procedure are shut; parts of the day from 0 to 1. */
export interface Closed {
  procedure: string;
  stretches: { since: number; until: number; from: number; to: number }[];
}

export interface Day {
  /** Midnight of the reader's own clock, in milliseconds since 1970. */
  midnight: number;
  entries: Entry[];
  closed: Closed[];
}

export type Span = "week" | "month";

/** The first instant of a day, `ahead` days after the one that `at` falls on. */
export function midnightOf(at: number, ahead = 0): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + ahead).getTime();
}

/** The midnights of seven days, or of the whole weeks of a month, and the one that ends them. */
export function midnights(span: Span, at: number): number[] {
  if (span === "week") return Array.from({ length: 8 }, (_, place) => midnightOf(at, place));
  const day = new Date(at);
  const first = new Date(day.getFullYear(), day.getMonth(), 1);
  const before = (first.getDay() + 6) % 7;
  const length = new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate();
  const weeks = Math.ceil((before + length) / 7);
  return Array.from({ length: weeks * 7 + 1 }, (_, place) => midnightOf(first.getTime(), place - before));
}

const FARTHEST_DAYS = 62;
const DAY_MS = 86_400_000;

/** The midnights from today to the one after an instant; two months at most. */
export function daysUntil(instant: string | undefined, now: number): number[] {
  if (instant === undefined) return [];
  const ahead = Math.ceil((Date.parse(instant) - now) / DAY_MS) + 1;
  return Array.from({ length: Math.min(ahead, FARTHEST_DAYS) + 1 }, (_, place) => midnightOf(now, place));
}

/** Where a step back or on leads to. */
export function moved(span: Span, at: number, by: 1 | -1): number {
  const day = new Date(at);
  if (span === "week") return midnightOf(at, 7 * by);
  return new Date(day.getFullYear(), day.getMonth() + by, 1).getTime();
}

/** The days between these midnights, with what is due on each; what fires too often to be listed is left out. */
export function days(schedules: readonly Planned[], between: readonly number[]): Day[] {
  return between.slice(0, -1).map((midnight, place) => {
    const end = between[place + 1] ?? midnight;
    const entries = schedules.flatMap((each) => entryOn(each, midnight, end) ?? []);
    return {
      midnight,
      entries: entries.toSorted((one, other) => Date.parse(one.fires[0] ?? "") - Date.parse(other.fires[0] ?? "")),
      closed: closedOn(schedules, midnight, end),
    };
  });
}

function entryOn({ id, name, procedure, plan }: Planned, midnight: number, end: number): Entry | null {
  if (!plan || plan.more) return null;
  const fires = plan.fires.filter((each) => Date.parse(each) >= midnight && Date.parse(each) < end);
  if (fires.length === 0) return null;
  const holding = fires.map((fire) =>
    plan.shut.find(({ since, until }) => Date.parse(fire) >= Date.parse(since) && Date.parse(fire) < Date.parse(until)),
  );
  const waits = holding.every((each) => each !== undefined) ? (holding.at(-1)?.until ?? null) : null;
  return { id, name, procedure: String(procedure.name), fires, waits };
}

function closedOn(schedules: readonly Planned[], midnight: number, end: number): Closed[] {
  const found = new Map<string, Closed>();
  for (const { procedure, plan } of schedules) {
    const name = String(procedure.name);
    const stretches = (plan?.shut ?? []).flatMap((each) => {
      const since = Math.max(Date.parse(each.since), midnight);
      const until = Math.min(Date.parse(each.until), end);
      const part = (at: number) => (at - midnight) / (end - midnight);
      return since < until ? [{ since, until, from: part(since), to: part(until) }] : [];
    });
    // Schedules of one procedure have the same windows, unless it was published with others in between.
    if (stretches.length > 0) found.set(JSON.stringify([name, stretches]), { procedure: name, stretches });
  }
  return [...found.values()];
}
