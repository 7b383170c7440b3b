/** When clocks are put forward or back: pure. */

export interface ClockChange {
  zone: string;
  /** The midnight, of the reader's own clock, of the day on which they are changed. */
  midnight: number;
  /** By how many minutes; less than nothing is back. */
  minutes: number;
}

/** The changes in the days between these midnights, zone by zone. */
export function clockChanges(zones: readonly string[], between: readonly number[]): ClockChange[] {
  return [...new Set(zones)].flatMap((zone) => {
    const offset = offsets(zone);
    if (offset === null) return [];
    const at = between.map(offset);
    return between.slice(0, -1).flatMap((midnight, place) => {
      const minutes = (at[place + 1] ?? 0) - (at[place] ?? 0);
      return minutes === 0 ? [] : [{ zone, midnight, minutes }];
    });
  });
}

/** How far a zone's clocks are ahead of UTC at an instant, in minutes; null for zones that the browser does not know. */
function offsets(zone: string): ((at: number) => number) | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
  return (at) => {
    const said = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /([+-])(\d+):(\d+)/.exec(said) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  };
}
