// What differs between two flowcharts, drawn as one chart: every node and arrow of either, each with its mark.
import type { Chart, ChartArrow, ChartNode } from "./chart";
import { same } from "./plain";

export type Mark = "same" | "added" | "removed" | "changed";

export interface Compared {
  readonly chart: Chart;
  readonly nodes: ReadonlyMap<string, Mark>;
  readonly arrows: ReadonlyMap<string, Mark>;
  /** The names of the fields that differ, by node. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Compare `before` with `after`; moving nodes or renaming the procedure changes nothing. */
export function compare(before: Chart, after: Chart): Compared {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const fields = new Map<string, readonly string[]>();
  const nodes = new Map<string, Mark>();
  for (const node of after.nodes) {
    const was = old.get(node.id);
    const differing = was ? differingFields(was, node) : [];
    if (differing.length > 0) fields.set(node.id, differing);
    nodes.set(node.id, was ? (differing.length > 0 ? "changed" : "same") : "added");
  }
  const gone = before.nodes.filter((node) => !nodes.has(node.id));
  for (const node of gone) nodes.set(node.id, "removed");
  const arrows = new Map<string, Mark>();
  const oldArrows = new Set(before.arrows.map(key));
  const newArrows = new Set(after.arrows.map(key));
  for (const arrow of after.arrows) arrows.set(arrow.id, oldArrows.has(key(arrow)) ? "same" : "added");
  const goneArrows = before.arrows
    .filter((arrow) => !newArrows.has(key(arrow)))
    .map((arrow) => ({ ...arrow, id: `-${arrow.id}` }));
  for (const arrow of goneArrows) arrows.set(arrow.id, "removed");
  const chart = {
    ...after,
    nodes: [...after.nodes, ...gone],
    arrows: [...after.arrows, ...goneArrows],
    positions: new Map([...before.positions, ...after.positions]),
  };
  return { chart, nodes, arrows, fields };
}

function differingFields(before: ChartNode, after: ChartNode): string[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return [...names].filter((name) => !same(before.fields[name], after.fields[name]));
}

function key(arrow: ChartArrow): string {
  return [arrow.from, arrow.outcome, arrow.when ?? "", arrow.to].join("\n");
}
