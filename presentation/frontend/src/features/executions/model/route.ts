/** The way of an arrow between two boxes: up and down, across in the gaps between the rows, never behind a box. */
import type { Place } from "./layout";

const RADIUS = 8;

/** The corners of a way through these points: from each straight down to half way, across, and on. */
export function corners(points: readonly Place[]): Place[] {
  const found: Place[] = [];
  points.forEach((point, place) => {
    const before = points[place - 1];
    if (before !== undefined && before.x !== point.x) {
      const middle = (before.y + point.y) / 2;
      found.push({ x: before.x, y: middle }, { x: point.x, y: middle });
    }
    found.push(point);
  });
  return found;
}

/** The same as an SVG path with rounded corners. */
export function drawn(points: readonly Place[]): string {
  const [first, ...rest] = corners(points);
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
