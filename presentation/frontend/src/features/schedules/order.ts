/** A schedule between what people choose and what the server takes: pure. */

export const OVERLAPS = ["together", "skip", "queue_one", "queue_all", "cancel_other"] as const;
export type Overlap = (typeof OVERLAPS)[number];

export interface Chosen {
  name: string;
  procedure: string;
  groups: string[];
  hosts: string[];
  kind: "cron" | "once";
  expression: string;
  timeZone: string;
  /** A local time as the browser's field writes it. */
  at: string;
  overlap: Overlap;
}

export function beginning(timeZone: string): Chosen {
  return {
    name: "",
    procedure: "",
    groups: [],
    hosts: [],
    kind: "cron",
    expression: "0 3 * * *",
    timeZone,
    at: "",
    overlap: "together",
  };
}

/** Whether there is enough for the server to judge. */
export function isComplete({ name, procedure, groups, hosts, kind, expression, at }: Chosen): boolean {
  const target = groups.length + hosts.length > 0;
  return name.trim() !== "" && procedure !== "" && target && (kind === "cron" ? expression.trim() : at) !== "";
}

export function orderOf(chosen: Chosen) {
  const { name, procedure, groups, hosts, overlap } = chosen;
  const trigger =
    chosen.kind === "cron"
      ? { kind: "cron" as const, expression: chosen.expression.trim(), time_zone: chosen.timeZone }
      : { kind: "once" as const, at: new Date(chosen.at).toISOString() };
  return { name: name.trim(), procedure, target: { groups, hosts }, trigger, overlap };
}

/** The trigger in its own few characters, such as `0 3 * * * Europe/Lisbon`. */
export function triggerText(trigger: Readonly<Record<string, unknown>>): string {
  const { expression, time_zone, at, queue, source } = trigger;
  return [expression, time_zone, at, queue, source].filter((each) => typeof each === "string").join(" ");
}

/** `web, db` : groups first, then single hosts. */
export function targetText(target: Readonly<Record<string, unknown>>): string {
  const { groups, hosts } = target;
  return [groups, hosts].flatMap((each) => (Array.isArray(each) ? each.map(String) : [])).join(", ");
}
