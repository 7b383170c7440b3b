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

/** What has changed, put into what was there: cells, hosts and arrows that it doesn't name stay as they are. */
export function merged(before: Matrix, change: CompactMatrix): Matrix {
  const part = unpacked(change);
  const changed = new Map(part.hosts.map((host) => [host.name, host]));
  const hosts = before.hosts.map((host) => {
    const now = changed.get(host.name);
    if (now === undefined) return host;
    changed.delete(host.name);
    return { ...now, cells: { ...host.cells, ...now.cells } };
  });
  const arrows = new Map(before.arrows.map((arrow) => [wayOf(arrow), arrow]));
  for (const arrow of part.arrows) arrows.set(wayOf(arrow), arrow);
  return { nodes: part.nodes, hosts: [...hosts, ...changed.values()], arrows: [...arrows.values()] };
}

function wayOf({ from, outcome, to }: ArrowCount): string {
  return [from, outcome, to].join(" ");
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
