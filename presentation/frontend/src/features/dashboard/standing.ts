/** How far the dashboard can be believed: which of its parts are old or were never heard of. Pure. */

export interface Heard {
  readonly name: string;
  /** Whether it is asked for, and may be seen. */
  readonly meant: boolean;
  /** When it was answered last, in milliseconds since 1970; 0 for never. */
  readonly at: number;
  readonly failing: boolean;
}

export interface Standing {
  /** Whether nothing can be shown yet: something was asked, and has neither been answered nor failed. */
  pending: boolean;
  /** The parts that could not be asked for last time, with when each was answered last. */
  old: readonly Heard[];
  /** When the oldest of the answers came, 0 as long as one is missing. */
  at: number;
}

export function standingOf(parts: readonly Heard[]): Standing {
  const meant = parts.filter((part) => part.meant);
  return {
    pending: meant.some(({ at, failing }) => at === 0 && !failing),
    old: meant.filter(({ failing }) => failing),
    at: meant.length > 0 ? Math.min(...meant.map(({ at }) => at)) : 0,
  };
}
