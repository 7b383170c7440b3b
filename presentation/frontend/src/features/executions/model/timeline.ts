/** Time as it is drawn: what happens to scale, long stretches in which nothing does squeezed. */

import type { Visit } from "./shapes";

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Scale {
  /** From 0 to 1, where an instant is drawn. */
  at: (instant: number) => number;
  /** The stretches that are squeezed. */
  readonly gaps: readonly Span[];
}

/** A stretch of a visit: one attempt, or all of it where it had no more than one. */
export interface Segment extends Span {
  /** The number of the attempt; null where the segment is the visit itself. */
  readonly number: number | null;
  readonly state: string;
  readonly executorNode: string | null;
}

/** What a visit did, attempt by attempt: what it waited for between two of them is left out. `now` ends what goes on.
 *
 * An attempt counts from when it was queued, as a visit does: that it began is often only told with its end. */
export function segmentsOf(visit: Visit, now: number): Segment[] {
  if (visit.started_at === null) return [];
  const began = Date.parse(visit.started_at);
  const ended = visit.finished_at ? Date.parse(visit.finished_at) : now;
  const tries = visit.tries ?? [];
  if (tries.length < 2) {
    const state = visit.outcome ?? visit.status;
    return [{ from: began, to: ended, number: null, state, executorNode: visit.executor_node }];
  }
  return tries.map((each) => {
    const from = Math.max(began, Date.parse(each.created_at)); // some are leased before their turn
    const to = each.finished_at ? Date.parse(each.finished_at) : ended;
    return { from, to: Math.max(from, to), number: each.number, state: each.outcome ?? each.status, executorNode: each.executor_node };
  });
}

const LONG_MS = 3_000;
/** A gap is squeezed when it takes more than this part of what is busy, and takes that little then. */
const LONG_PART = 0.15;
const SQUEEZED_PART = 0.04;

/** The scale of everything between two instants, of which `busy` is to be seen well; instants in milliseconds. */
export function squeezed(busy: readonly Span[], whole: Span): Scale {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...busy].sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  const total = merged.reduce((sum, { from, to }) => sum + to - from, 0);
  const long = Math.max(LONG_MS, LONG_PART * total);
  const edges = [whole.from, ...merged.flatMap(({ from, to }) => [from, to]), whole.to];
  const gaps: Span[] = [];
  for (let place = 0; place < edges.length; place += 2) {
    const [from, to] = [edges[place] ?? 0, edges[place + 1] ?? 0];
    if (to - from > long) gaps.push({ from, to });
  }
  const little = Math.max(1, SQUEEZED_PART * total);
  const length = (until: number) =>
    gaps.reduce((sum, { from, to }) => {
      const inside = Math.max(0, Math.min(until, to) - from);
      return sum - inside + (inside / (to - from)) * little;
    }, until - whole.from);
  const all = Math.max(1, length(whole.to));
  return { gaps, at: (instant) => Math.min(1, Math.max(0, length(Math.min(Math.max(instant, whole.from), whole.to)) / all)) };
}
