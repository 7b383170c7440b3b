/** The one place in which two texts differ, so that the cursor and everything around it stay where they are. */

export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** From one text to the other; null where they are the same. */
export function difference(before: string, after: string): Change | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
