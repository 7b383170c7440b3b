/** Times as people say them, in their language. */

const LONG_S = 60;

/** `4.2 s`, `3 min 20 s`, `2 h 5 min`; between two instants, the second being now where it is missing. */
export function between(from: string | null | undefined, to: string | null | undefined, now = Date.now()): string {
  if (!from) return "";
  const seconds = Math.max(0, ((to ? Date.parse(to) : now) - Date.parse(from)) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < LONG_S) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function clock(instant: string | null | undefined, language: string): string {
  if (!instant) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(new Date(instant));
}

export function timeOfDay(instant: string | null | undefined, language: string): string {
  if (!instant) return "";
  return new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" }).format(new Date(instant));
}

/** `09:00`, as plans say it. */
export function hourAndMinute(instant: string, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short", hourCycle: "h23" }).format(new Date(instant));
}

/** `Mon, Nov 23, 09:00`: when something comes next, to the minute; the year where it is another one. */
export function dayAndTime(instant: string, language: string): string {
  const at = new Date(instant);
  const year = at.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" as const };
  const format: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...year };
  return new Intl.DateTimeFormat(language, format).format(at);
}
