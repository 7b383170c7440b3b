/** What a wall shows, one view after the other: pure. */
import type { Need } from "../needs";

export const VIEWS = ["needs", "running", "last"] as const;
export type View = (typeof VIEWS)[number];
/** Data older than this is no news: the wall turns grey and says so. */
export const STALE_MS = 30_000;
const PULSES_MS = 120_000;
const CRITICAL: ReadonlySet<Need["kind"]> = new Set(["lost", "mismatch", "failed", "missed"]);

/** The view after this one; views without anything to show are passed over, but for what needs somebody. */
export function nextView(now: View, full: Readonly<Record<View, number>>): View {
  const place = VIEWS.indexOf(now);
  const order = VIEWS.map((_, step) => VIEWS[(place + 1 + step) % VIEWS.length] as View);
  return order.find((view) => view === "needs" || full[view] > 0) ?? "needs";
}

/** Since when each critical name is there; what was there when the wall was turned on is not new. */
export type Known = Readonly<Record<string, number>>;

export function remember(known: Known | null, needs: readonly Need[], now: number): Known {
  const there = needs.filter(({ kind }) => CRITICAL.has(kind)).flatMap(({ kind, items }) => items.map(({ name }) => `${kind} ${name}`));
  return Object.fromEntries(there.map((name) => [name, known === null ? 0 : (known[name] ?? now)]));
}

/** `pulses` while it is new, `marked` until it is gone; what is not critical is `plain`. */
export function urgency(known: Known, kind: Need["kind"], name: string, now: number): "pulses" | "marked" | "plain" {
  const since = known[`${kind} ${name}`];
  if (since === undefined) return "plain";
  return now - since < PULSES_MS ? "pulses" : "marked";
}
