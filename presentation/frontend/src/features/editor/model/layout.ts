// Where nodes stand that nobody has moved, and how large each is drawn.
import { Graph, layout as dagre } from "@dagrejs/dagre";
import type { Chart, ChartNode, Point } from "./chart";

export interface Size {
  readonly width: number;
  readonly height: number;
}

const BOX: Size = { width: 220, height: 64 };
const PILL: Size = { width: 160, height: 44 };
const DIAMOND: Size = { width: 240, height: 104 };

export type Shape = "box" | "pill" | "diamond";

/** The shape of a kind; one that isn't known is a box. */
export function shapeOf(kind: string): Shape {
  if (kind === "start" || kind === "end") return "pill";
  return kind === "decision" ? "diamond" : "box";
}

export function sizeOf(node: Pick<ChartNode, "kind">): Size {
  return { box: BOX, pill: PILL, diamond: DIAMOND }[shapeOf(node.kind)];
}

/** The upper left corner of every node: as written where it is written, laid out from top to bottom otherwise. */
export function placed(chart: Chart): Map<string, Point> {
  const laid = chart.nodes.every((node) => chart.positions.has(node.id))
    ? new Map<string, Point>()
    : laidOut(chart);
  return new Map(
    chart.nodes.map((node) => [node.id, chart.positions.get(node.id) ?? laid.get(node.id) ?? { x: 0, y: 0 }]),
  );
}

function laidOut(chart: Chart): Map<string, Point> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 60, ranksep: 100, edgesep: 30 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of chart.nodes) graph.setNode(node.id, { ...sizeOf(node) });
  chart.arrows.forEach((arrow, order) => {
    if (arrow.from !== arrow.to)
      graph.setEdge(arrow.from, arrow.to, { weight: order === 0 ? 2 : 1 }, arrow.id);
  });
  dagre(graph);
  return new Map(
    chart.nodes.map((node) => {
      const { x, y } = graph.node(node.id) as Point;
      const { width, height } = sizeOf(node);
      return [node.id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}
