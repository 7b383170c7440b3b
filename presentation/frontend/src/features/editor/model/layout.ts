// Where nodes stand that nobody has moved, and how large each is drawn.
import { Graph, layout as dagre } from "@dagrejs/dagre";
import type { Chart, ChartArrow, ChartNode, Point } from "./chart";

export interface Size {
  readonly width: number;
  readonly height: number;
}

const BOX: Size = { width: 220, height: 64 };
const PILL: Size = { width: 160, height: 44 };
const DIAMOND: Size = { width: 240, height: 104 };

const GAP = 100;
const MARGIN = 20;

export type Shape = "box" | "pill" | "diamond";

/** The shape of a kind; one that isn't known is a box. */
export function shapeOf(kind: string): Shape {
  if (kind === "start" || kind === "end") return "pill";
  return kind === "decision" ? "diamond" : "box";
}

export function sizeOf(node: Pick<ChartNode, "kind">): Size {
  return { box: BOX, pill: PILL, diamond: DIAMOND }[shapeOf(node.kind)];
}

/**
 * The upper left corner of every node. Where nobody has moved anything all are laid out from top to bottom; once
 * somebody has, what has no place yet goes below what leads to it, and nothing else moves.
 */
export function placed(chart: Chart): Map<string, Point> {
  if (chart.positions.size === 0) return laidOut(chart);
  const places = new Map<string, Point>();
  for (const { id } of chart.nodes) {
    const written = chart.positions.get(id);
    if (written) places.set(id, written);
  }
  for (const node of chart.nodes) if (!places.has(node.id)) places.set(node.id, roomFor(node, chart, places));
  return places;
}

function roomFor(node: ChartNode, chart: Chart, places: ReadonlyMap<string, Point>): Point {
  const before = chart.arrows.find((arrow) => arrow.to === node.id && places.has(arrow.from))?.from;
  const above = chart.nodes.find((each) => each.id === before);
  const size = sizeOf(node);
  const boxes = chart.nodes.flatMap((each) => {
    const at = places.get(each.id);
    return at ? [{ ...at, ...sizeOf(each) }] : [];
  });
  const anchor = above ? places.get(above.id) : undefined;
  const place =
    above && anchor
      ? { x: anchor.x + (sizeOf(above).width - size.width) / 2, y: anchor.y + sizeOf(above).height + GAP }
      : {
          x: Math.min(...boxes.map((box) => box.x)),
          y: Math.max(...boxes.map((box) => box.y + box.height)) + GAP,
        };
  const taken = (x: number) =>
    boxes.some(
      (box) =>
        x < box.x + box.width + MARGIN &&
        box.x < x + size.width + MARGIN &&
        place.y < box.y + box.height + MARGIN &&
        box.y < place.y + size.height + MARGIN,
    );
  let x = place.x;
  while (taken(x)) x += MARGIN;
  return { x, y: place.y };
}

const SMALL = 40;
const LONG = 4;

/**
 * The arrows that the layout looks at. Room for an arrow that passes a hundred rows costs a hundred times as much as
 * for a short one: in large charts only short ones count, and for each node the shortest that leads to it.
 */
function arrowsThatShape(chart: Chart): readonly ChartArrow[] {
  if (chart.nodes.length <= SMALL) return chart.arrows;
  const rows = rowsOf(chart);
  const span = (arrow: ChartArrow) => Math.abs((rows.get(arrow.to) ?? 0) - (rows.get(arrow.from) ?? 0));
  const shortest = new Map<string, ChartArrow>();
  for (const arrow of chart.arrows) {
    const known = shortest.get(arrow.to);
    if (!known || span(arrow) < span(known)) shortest.set(arrow.to, arrow);
  }
  return chart.arrows.filter((arrow) => span(arrow) <= LONG || shortest.get(arrow.to) === arrow);
}

/** In which row each node would stand, the longest way down to it; arrows that lead back count for nothing. */
function rowsOf(chart: Chart): Map<string, number> {
  const leaving = new Map<string, string[]>();
  for (const { from, to } of chart.arrows) leaving.set(from, [...(leaving.get(from) ?? []), to]);
  const done: string[] = [];
  const met = new Set<string>();
  for (const { id } of chart.nodes) {
    const stack = [{ id, next: 0 }];
    if (met.has(id)) continue;
    met.add(id);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = leaving.get(top.id)?.[top.next];
      top.next += 1;
      if (to === undefined) {
        done.push(top.id);
        stack.pop();
      } else if (!met.has(to)) {
        met.add(to);
        stack.push({ id: to, next: 0 });
      }
    }
  }
  const order = new Map([...done].reverse().map((id, place) => [id, place]));
  const rows = new Map<string, number>();
  for (const id of order.keys()) {
    for (const to of leaving.get(id) ?? []) {
      const forward = (order.get(to) ?? 0) > (order.get(id) ?? 0);
      if (forward) rows.set(to, Math.max(rows.get(to) ?? 0, (rows.get(id) ?? 0) + 1));
    }
  }
  return rows;
}

function laidOut(chart: Chart): Map<string, Point> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 60, ranksep: 100, edgesep: 30 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of chart.nodes) graph.setNode(node.id, { ...sizeOf(node) });
  const shaping = arrowsThatShape(chart);
  shaping.forEach((arrow, order) => {
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
