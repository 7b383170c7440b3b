/** The way of an arrow between two boxes: up and down, across in the gaps between the rows, never behind a box. */
import type { Place, Route } from "./layout";

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
