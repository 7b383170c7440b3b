// The way of an arrow on the page: straight pieces at right angles, loops led round the side.
import type { Point } from "./chart";
import type { Size } from "./layout";

export interface Box extends Point, Size {}

export interface Route {
  readonly points: readonly Point[];
  /** Where its label stands. */
  readonly label: Point;
}

const STEP = 24;
const ASIDE = 36;

/** From the bottom of one box to the top of another; `place` of `count` arrows that leave the same box. */
export function route(from: Box, to: Box, place: number, count: number, pointed = false): Route {
  const across = (place + 1) / (count + 1);
  // A diamond has its bottom only in the middle; beside it an arrow starts on the slope.
  const rise = pointed ? from.height * Math.abs(across - 0.5) : 0;
  const start = { x: from.x + from.width * across, y: from.y + from.height - rise };
  const end = { x: to.x + to.width / 2, y: to.y };
  return end.y >= start.y + STEP ? downwards(start, end, place) : aside(from, to, place);
}

function downwards(start: Point, end: Point, place: number): Route {
  const bend = Math.min(start.y + STEP + place * 10, end.y - STEP / 2);
  const points =
    Math.abs(start.x - end.x) < 1
      ? [start, end]
      : [start, { x: start.x, y: bend }, { x: end.x, y: bend }, end];
  return { points, label: { x: start.x, y: Math.min(start.y + STEP / 2 + 2, (start.y + end.y) / 2) } };
}

function aside(from: Box, to: Box, place: number): Route {
  const right = Math.max(from.x + from.width, to.x + to.width) + ASIDE + place * 14;
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x + to.width, y: to.y + to.height / 2 };
  return {
    points: [start, { x: right, y: start.y }, { x: right, y: end.y }, end],
    label: { x: right, y: (start.y + end.y) / 2 },
  };
}

/** The same as the path of an SVG, its corners rounded. */
export function svgPath(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M ${first.x} ${first.y}`;
  rest.forEach((corner, place) => {
    const before = points[place] ?? corner;
    const after = points[place + 2];
    if (!after) {
      path += ` L ${corner.x} ${corner.y}`;
      return;
    }
    const entry = towards(corner, before, radius);
    const exit = towards(corner, after, radius);
    path += ` L ${entry.x} ${entry.y} Q ${corner.x} ${corner.y} ${exit.x} ${exit.y}`;
  });
  return path;
}

function towards(from: Point, to: Point, most: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(most, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
