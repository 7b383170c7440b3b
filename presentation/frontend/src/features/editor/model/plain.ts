// Looking into plain data that people typed: nothing about its shape may be taken for granted.

export type Plain = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

export function isMap(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asMap(value: unknown): Plain {
  return isMap(value) ? value : {};
}

/** Whether two plain values say the same; the order of keys doesn't matter. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, place) => same(each, other[place]));
  }
  if (isMap(one) && isMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => key in other && same(one[key], other[key]))
    );
  }
  return Object.is(one, other);
}
