/** Several executions of one procedure beside each other: for each step what became of it, the worst first. */
import { BAD, LOOKS } from "@/ui/states";
import type { Matrix, MatrixNode } from "./shapes";
import { tallies, type Tally } from "./traffic";

const MIDDLE: readonly string[] = ["refused", "expired", "cancelled", "running", "waiting", "queued", "skipped", "changed"];

/** How much a state is to be seen before others: trouble, then what goes on, then what changed something. */
function weight(state: string): number {
  if (BAD.has(state)) return 100;
  const place = MIDDLE.indexOf(state);
  if (place !== -1) return 50 - place;
  return state in LOOKS ? 1 : 0;
}

export interface Standing {
  /** The state that is to be seen. */
  readonly state: string;
  /** How many hosts have it, and how many have been there. */
  readonly hosts: number;
  readonly all: number;
}

export function standingOf(tally: Tally): Standing | undefined {
  const states = Object.entries(tally).sort(([one, n], [other, m]) => weight(other) - weight(one) || m - n);
  const first = states[0];
  return first && { state: first[0], hosts: first[1], all: states.reduce((sum, [, count]) => sum + count, 0) };
}

/** Steps of the newest first, then those that only older ones have; and by execution how each stands. */
export function historyOf(matrices: readonly (Matrix | undefined)[]): {
  steps: MatrixNode[];
  columns: ReadonlyMap<string, Standing>[];
} {
  const steps = new Map<string, MatrixNode>();
  for (const matrix of matrices) for (const node of matrix?.nodes ?? []) if (!steps.has(node.id)) steps.set(node.id, node);
  const columns = matrices.map((matrix) => {
    const found = new Map<string, Standing>();
    for (const [node, tally] of matrix === undefined ? [] : tallies(matrix.hosts)) {
      const standing = standingOf(tally);
      if (standing) found.set(node, standing);
    }
    return found;
  });
  return { steps: [...steps.values()], columns };
}
