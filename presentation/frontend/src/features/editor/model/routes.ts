/** The ways of all arrows of a chart, those that leave one box sorted by where they go so that they don't cross. */
import type { Chart, ChartArrow, Point } from "./chart";
import { shapeOf, sizeOf } from "./layout";
import { route, type Box, type Leaving, type Route } from "./route";

/** Farther above or below its two boxes no arrow runs. */
const NEAR = 40;

export interface Drawing extends Route {
  readonly leaving: Leaving;
  /** The boxes it was drawn between; where one has moved since, it is to be drawn anew. */
  readonly between: readonly [Box, Box];
}

export function routes(chart: Chart, places: ReadonlyMap<string, Point>): Map<string, Drawing> {
  const boxes = new Map(
    chart.nodes.map((node) => [node.id, { ...(places.get(node.id) ?? { x: 0, y: 0 }), ...sizeOf(node) }]),
  );
  const kinds = new Map(chart.nodes.map((node) => [node.id, node.kind]));
  const found = new Map<string, Drawing>();
  for (const [source, arrows] of leavingBy(chart)) {
    const from = boxes.get(source);
    if (!from) continue;
    const middle = (arrow: ChartArrow) =>
      (boxes.get(arrow.to)?.x ?? 0) + (boxes.get(arrow.to)?.width ?? 0) / 2;
    const sorted = [...arrows].sort((one, other) => middle(one) - middle(other));
    sorted.forEach((arrow, place) => {
      const to = boxes.get(arrow.to);
      if (!to) return;
      const leaving = {
        place,
        count: sorted.length,
        pointed: shapeOf(kinds.get(source) ?? "") === "diamond",
      };
      const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y + from.height, to.y + to.height)];
      const others = [...boxes].flatMap(([id, box]) => {
        const between = box.y < bottom + NEAR && box.y + box.height > top - NEAR;
        return between && id !== source && id !== arrow.to ? [box] : [];
      });
      found.set(arrow.id, { ...route(from, to, leaving, others), leaving, between: [from, to] });
    });
  }
  return found;
}

function leavingBy(chart: Chart): Map<string, ChartArrow[]> {
  const leaving = new Map<string, ChartArrow[]>();
  for (const arrow of chart.arrows) leaving.set(arrow.from, [...(leaving.get(arrow.from) ?? []), arrow]);
  return leaving;
}
