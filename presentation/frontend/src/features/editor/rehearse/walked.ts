/** What came of a rehearsal, as the picture and the outline show it. */
import type { Walked } from "../canvas/Canvas";

export interface RehearsedVisit {
  readonly node: string;
  readonly outcome: string | null;
  readonly sentence: string;
  /** What the sentence is made of, where it is the scheduler's own. */
  readonly said?: unknown;
}

export interface RehearsedHost {
  readonly name: string;
  readonly status: string;
  readonly reason: string | null;
  readonly reason_said?: unknown;
  readonly path: readonly string[];
  readonly visits: readonly RehearsedVisit[];
  readonly arrows: readonly {
    readonly from: string;
    readonly outcome: string;
    readonly to: string;
    readonly count: number;
  }[];
  readonly messages: readonly string[];
}

export interface Rehearsed {
  readonly status: string;
  readonly hosts: readonly RehearsedHost[];
}

export function walkedBy(rehearsed: Rehearsed): Walked {
  const visits = new Map<string, number>();
  const arrows = new Map<string, number>();
  const count = (into: Map<string, number>, key: string, by: number) =>
    into.set(key, (into.get(key) ?? 0) + by);
  for (const host of rehearsed.hosts) {
    for (const node of host.path) count(visits, node, 1);
    for (const { from, outcome, to, count: times } of host.arrows)
      count(arrows, `${from}/${outcome}/${to}`, times);
  }
  return { visits, arrows };
}
