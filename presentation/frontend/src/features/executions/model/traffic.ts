/** A fleet as traffic on its flowchart: how many hosts are at each node, and how they came out of it. */
import { BAD, LOOKS } from "@/ui/states";
import type { ArrowCount, Cell, Matrix, MatrixHost } from "./shapes";

/** What a cell shows: a finished step its outcome (or that it changed something), any other its status. */
export function stateOf(cell: Cell): string {
  return cell.outcome ?? cell.status;
}

export type Tally = Readonly<Record<string, number>>;

/** Counts by state; outcomes of the flowchart's own making count together: their arrows tell them apart. */
export function known(tally: Tally): [string, number][] {
  const counts = Object.entries(tally);
  const passed = counts.filter(([state]) => !(state in LOOKS)).reduce((sum, [, count]) => sum + count, 0);
  return [...counts.filter(([state]) => state in LOOKS), ...(passed > 0 ? [["passed", passed] as [string, number]] : [])];
}

/** From each node to its hosts by state; nodes that nobody visited are missing. */
export function tallies(hosts: readonly MatrixHost[]): Map<string, Tally> {
  const found = new Map<string, Record<string, number>>();
  for (const host of hosts) {
    for (const [node, cell] of Object.entries(host.cells)) {
      const tally = found.get(node) ?? {};
      const state = stateOf(cell);
      tally[state] = (tally[state] ?? 0) + 1;
      found.set(node, tally);
    }
  }
  return found;
}

/** How often each arrow was taken, by `from→to`; loops make it more than there are hosts. */
export function flows(arrows: readonly ArrowCount[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const arrow of arrows) {
    const id = `${arrow.from}→${arrow.to}`;
    found.set(id, (found.get(id) ?? 0) + arrow.count);
  }
  return found;
}

/** The hosts that visited a node, by the state they have there. */
export function hostsAt(matrix: Matrix, node: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const host of matrix.hosts) {
    const cell = host.cells[node];
    if (cell) found.set(stateOf(cell), [...(found.get(stateOf(cell)) ?? []), host.name]);
  }
  return found;
}

/** Hosts that walked alike: each way, as the nodes they visited, with its hosts; the most trodden first. */
export function variants(matrix: Matrix): { nodes: string[]; hosts: string[]; ended: string }[] {
  const order = matrix.nodes.map((node) => node.id);
  const found = new Map<string, { nodes: string[]; hosts: string[]; ended: string }>();
  for (const host of matrix.hosts) {
    const nodes = order.filter((id) => id in host.cells);
    const ended = host.outcome_word ?? host.status;
    const key = `${nodes.map((id) => `${id}:${stateOf(host.cells[id] as Cell)}`).join(" ")} ${ended}`;
    const way = found.get(key) ?? { nodes, hosts: [], ended };
    way.hosts.push(host.name);
    found.set(key, way);
  }
  return [...found.values()].sort((one, other) => other.hosts.length - one.hosts.length);
}

/** The host in trouble after this one, in the matrix' order and round again; undefined when there is none. */
export function nextTroubled(matrix: Matrix, after: string | undefined): string | undefined {
  const names = matrix.hosts.filter((host) => BAD.has(host.outcome_word ?? host.status)).map((host) => host.name);
  return names[(after === undefined ? -1 : names.indexOf(after)) + 1] ?? names[0];
}

/** The step before or after this one, in the matrix' order and round again; without one, the first or the last. */
export function stepBeside(matrix: Matrix, node: string | undefined, by: number): string | undefined {
  const ids = matrix.nodes.map((each) => each.id);
  const place = node === undefined ? (by > 0 ? -1 : 0) : ids.indexOf(node);
  return ids[(place + by + ids.length) % ids.length];
}
