/** The scheduler's sentences in the reader's language: worded from their codes and values, never from their English. */

export interface Said {
  readonly code: string;
  readonly values: Readonly<Record<string, Value>>;
}

type Value = string | number | Said | readonly Said[];

/** What wording a sentence takes from the language: words by key (null: there are none), states, instants, days. */
export interface Speech {
  readonly say: (key: string, holes: Record<string, string>) => string | null;
  readonly state: (state: string) => string;
  readonly at: (instant: string) => string;
  /** What the code of a refusal means, or the code itself. */
  readonly refusal: (code: string) => string;
  readonly language: string;
}

const LISTED = new Set(["operand.is", "operand.undefined", "executor.is_state"]);
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
/** A Monday; only the days of its week are of interest. */
const MONDAY = Date.UTC(2024, 0, 1, 12);
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The sentence; null where it, or one inside it, has a code that has no words here: then its English is shown. */
export function worded(said: Said, speech: Speech): string | null {
  const holes: Record<string, string> = {};
  for (const [name, value] of Object.entries(said.values)) {
    const shown = shownAs(name, value, speech);
    if (shown === null) return null;
    holes[name] = shown;
  }
  return speech.say(`said.${said.code}`, holes);
}

/** `1m 30s`, as procedures write it. */
export function duration(milliseconds: number): string {
  let left = milliseconds;
  const parts = Object.entries(UNITS).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join(" ") || "0s";
}

function shownAs(name: string, value: Value, speech: Speech): string | null {
  if (typeof value === "number") return name.endsWith("_ms") ? duration(value) : String(value);
  if (typeof value === "string") {
    if (name.endsWith("_at")) return speech.at(value);
    if (name === "state") return speech.state(value);
    if (name === "refusal") return speech.refusal(value);
    return name === "day" ? day(value, speech.language) : value;
  }
  if ("code" in value) return worded(value, speech);
  const each = value.map((one) => worded(one, speech));
  if (each.includes(null)) return null;
  return each.join(value.every((one) => LISTED.has(one.code)) ? ", " : "; ");
}

function day(name: string, language: string): string {
  const place = DAYS.indexOf(name);
  if (place < 0) return name;
  return new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(MONDAY + place * UNITS.d);
}
