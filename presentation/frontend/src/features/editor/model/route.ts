/** The way of an arrow on the page: straight pieces at right angles, past the boxes that stand in between. */
import type { Point } from "./chart";
import type { Size } from "./layout";

export interface Box extends Point, Size {}

export interface Route {
  readonly points: readonly Point[];
  /** Where its label stands. */
  readonly label: Point;
}

/** How an arrow leaves its box: as the `place`-th of `count`, from a diamond or from a straight edge. */
export interface Leaving {
  readonly place: number;
  readonly count: number;
  readonly pointed: boolean;
}

/** Below a box two rows of labels have room, then the arrows bend one after the other. */
const LABELS = [12, 28] as const;
const BEND = 42;
const NEXT_BEND = 9;
const ABOVE = 26;
const MARGIN = 14;

/** From the bottom of one box to the top of another; upwards round the side. `others` are not crossed if possible. */
export function route(from: Box, to: Box, leaving: Leaving, others: readonly Box[] = []): Route {
  const { place, count, pointed } = leaving;
  const across = (place + 1) / (count + 1);
  // A diamond has its bottom only in the middle; beside it an arrow starts on the slope.
  const rise = pointed ? from.height * Math.abs(across - 0.5) : 0;
  const start = { x: from.x + from.width * across, y: from.y + from.height - rise };
  const end = { x: to.x + to.width / 2, y: to.y };
  const bottom = from.y + from.height;
  const row = place % 2 === 1 ? LABELS[1] : LABELS[0];
  if (end.y < bottom + BEND + ABOVE) return aside(from, to, place, others);
  const bend = Math.min(bottom + BEND + place * NEXT_BEND, end.y - ABOVE);
  const ways = lanes(start.x, end.x, others).map((lane) =>
    tidied([
      start,
      { x: start.x, y: bend },
      { x: lane, y: bend },
      { x: lane, y: end.y - ABOVE },
      { x: end.x, y: end.y - ABOVE },
      end,
    ]),
  );
  return { points: best(ways, others), label: { x: start.x, y: bottom + row } };
}

function aside(from: Box, to: Box, place: number, others: readonly Box[]): Route {
  const start = from.y + from.height / 2;
  const end = to.y + to.height / 2;
  const right = Math.max(from.x + from.width, to.x + to.width) + 2 * MARGIN + place * MARGIN;
  const left = Math.min(from.x, to.x) - 2 * MARGIN - place * MARGIN;
  const edges = [...new Set(others.flatMap((box) => [box.x - MARGIN, box.x + box.width + MARGIN]))];
  const ways = [right, ...edges.filter((x) => x > right), left, ...edges.filter((x) => x < left)].map(
    (lane) => {
      const side = (box: Box) => (lane > box.x + box.width / 2 ? box.x + box.width : box.x);
      return tidied([
        { x: side(from), y: start },
        { x: lane, y: start },
        { x: lane, y: end },
        { x: side(to), y: end },
      ]);
    },
  );
  const points = best(ways, others);
  return { points, label: { x: points[1]?.x ?? right, y: (start + end) / 2 } };
}

/** Where an arrow could run down: straight to its end, straight from its start, or just beside a box in its way. */
function lanes(start: number, end: number, others: readonly Box[]): number[] {
  const inTheWay = others.filter((box) =>
    [start, end].some((x) => x > box.x - MARGIN && x < box.x + box.width + MARGIN),
  );
  return [
    ...new Set([end, start, ...inTheWay.flatMap((box) => [box.x - MARGIN, box.x + box.width + MARGIN])]),
  ];
}

const CROSSING = 2_000;

function best(ways: readonly (readonly Point[])[], others: readonly Box[]): readonly Point[] {
  let found: readonly Point[] = ways[0] ?? [];
  let least = Infinity;
  for (const way of ways) {
    let cost = 0;
    for (let place = 1; place < way.length; place += 1) {
      const [one, other] = [way[place - 1], way[place]];
      if (!one || !other) continue;
      cost += Math.abs(one.x - other.x) + Math.abs(one.y - other.y) + 20;
      for (const box of others) if (crosses(one, other, box)) cost += CROSSING;
    }
    if (cost < least) [found, least] = [way, cost];
  }
  return found;
}

function crosses(one: Point, other: Point, box: Box): boolean {
  const pad = MARGIN / 2;
  return (
    Math.max(one.x, other.x) > box.x - pad &&
    Math.min(one.x, other.x) < box.x + box.width + pad &&
    Math.max(one.y, other.y) > box.y - pad &&
    Math.min(one.y, other.y) < box.y + box.height + pad
  );
}

/** Without corners that are none. */
function tidied(points: readonly Point[]): Point[] {
  const close = (one: number, other: number) => Math.abs(one - other) < 1;
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    const before = kept.at(-2);
    if (last && close(last.x, point.x) && close(last.y, point.y)) continue;
    const straight =
      last &&
      before &&
      ((close(before.x, last.x) && close(last.x, point.x)) ||
        (close(before.y, last.y) && close(last.y, point.y)));
    if (straight) kept.pop();
    kept.push(point);
  }
  return kept;
}
