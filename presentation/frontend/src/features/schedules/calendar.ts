/** The next dates of all schedules, by the day they fall on: pure. */

export interface Dated {
  id: string;
  name: string;
  next_fires: readonly string[];
  procedure: Readonly<Record<string, unknown>>;
}

export interface Fire {
  at: string;
  id: string;
  name: string;
  procedure: string;
}

export interface Day {
  /** Midnight of the reader's own clock, in milliseconds since 1970. */
  midnight: number;
  fires: Fire[];
}

/** Days with something in them, the nearest first, each in the order of its times. */
export function days(schedules: readonly Dated[]): Day[] {
  const fires = schedules
    .flatMap(({ id, name, next_fires, procedure }) =>
      next_fires.map((at): Fire => ({ at, id, name, procedure: String(procedure.name) })),
    )
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const found = new Map<number, Day>();
  for (const fire of fires) {
    const midnight = new Date(fire.at).setHours(0, 0, 0, 0);
    const day = found.get(midnight) ?? { midnight, fires: [] };
    day.fires.push(fire);
    found.set(midnight, day);
  }
  return [...found.values()];
}
