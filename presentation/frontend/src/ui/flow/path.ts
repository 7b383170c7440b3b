/** A way of straight pieces as the path of an SVG, its corners rounded. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

const RADIUS = 8;

export function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M ${first.x} ${first.y}`;
  rest.forEach((corner, place) => {
    const before = points[place] ?? corner;
    const after = points[place + 2];
    if (after === undefined) {
      path += ` L ${corner.x} ${corner.y}`;
      return;
    }
    const [into, out] = [towards(corner, before), towards(corner, after)];
    path += ` L ${into.x} ${into.y} Q ${corner.x} ${corner.y} ${out.x} ${out.y}`;
  });
  return path;
}

/** A point a little way from one to the other, never past half of it: short pieces keep a middle. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
