/** Presentation's small matrix made readable again: places become names. */
import type { ArrowCount, Cell, Matrix, MatrixNode } from "./shapes";

export interface CompactMatrix {
  nodes: readonly MatrixNode[];
  states: readonly { state: string; status: string }[];
  hosts: readonly {
    name: string;
    status: string;
    word: string | null;
    /** [place of the node, place of the state, visits] */
    cells: readonly (readonly [number, number, number])[];
  }[];
  arrows: readonly ArrowCount[];
}

/** The matrix that was made small; cells that are alike share one object. */
export function unpacked(small: CompactMatrix): Matrix {
  const known = new Map<string, Cell>();
  function cell(state: number, visits: number): Cell {
    const key = `${state} ${visits}`;
    const stands = small.states[state] ?? { state: "unknown", status: "unknown" };
    const found = known.get(key) ?? { outcome: stands.state, status: stands.status, visits };
    known.set(key, found);
    return found;
  }
  return {
    nodes: small.nodes,
    arrows: small.arrows,
    hosts: small.hosts.map((host) => ({
      name: host.name,
      status: host.status,
      outcome_word: host.word,
      cells: Object.fromEntries(
        host.cells.map(([node, state, visits]) => [small.nodes[node]?.id ?? String(node), cell(state, visits)]),
      ),
    })),
  };
}
