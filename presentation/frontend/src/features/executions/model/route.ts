/** The way of an arrow between two boxes: up and down, across in the gaps between the rows, never behind a box. */
import type { Place, Route } from "./layout";

const RADIUS = 8;

/** The corners of a way through these points: from each straight on for a part of the gap, across, and on. */
export function corners({ points, turns }: Pick<Route, "points" | "turns">): Place[] {
  const found: Place[] = [];
  points.forEach((point, place) => {
    const before = points[place - 1];
    if (before !== undefined && before.x !== point.x) {
      const part = place === 1 ? turns[0] : place === points.length - 1 ? turns[1] : 0.5;
      const across = before.y + (point.y - before.y) * part;
      found.push({ x: before.x, y: across }, { x: point.x, y: across });
    }
    found.push(point);
  });
  return found;
}

/** The same as an SVG path with rounded corners. */
export function drawn(route: Pick<Route, "points" | "turns">): string {
  const [first, ...rest] = corners(route);
  if (first === undefined) return "";
  let path = `M${first.x},${first.y}`;
  rest.forEach((corner, place) => {
    const before = rest[place - 1] ?? first;
    const after = rest[place + 1];
    if (after === undefined) {
      path += `L${corner.x},${corner.y}`;
      return;
    }
    const [into, out] = [towards(corner, before), towards(corner, after)];
    path += `L${into.x},${into.y}Q${corner.x},${corner.y} ${out.x},${out.y}`;
  });
  return path;
}

/** A point a little way from one to the other, never past half of it. */
function towards(from: Place, to: Place): Place {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
