/** A schedule between what people choose and what the server takes: pure. */

import type { DryRun } from "@/ui/DryRunFields";

const MINUTE_MS = 60_000;

/** Kinds of triggers that fire by the clock; the others wait for messages. */
export const TIMED: ReadonlySet<string> = new Set(["cron", "interval", "once"]);

export const OVERLAPS = ["together", "skip", "queue_one", "queue_all", "cancel_other"] as const;
export type Overlap = (typeof OVERLAPS)[number];

export interface Chosen {
  name: string;
  procedure: string;
  groups: string[];
  hosts: string[];
  kind: "cron" | "interval" | "once";
  expression: string;
  timeZone: string;
  minutes: number;
  /** A local time as the browser's field writes it. */
  at: string;
  overlap: Overlap;
  dry: DryRun;
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
    minutes: 15,
    at: "",
    overlap: "together",
    dry: { check_mode: false, diff: false },
  };
}

/** Whether there is enough for the server to judge. */
export function isComplete(chosen: Chosen): boolean {
  const { name, procedure, groups, hosts } = chosen;
  return name.trim() !== "" && procedure !== "" && groups.length + hosts.length > 0 && isTimed(chosen);
}

function isTimed({ kind, expression, minutes, at }: Chosen): boolean {
  switch (kind) {
    case "cron":
      return expression.trim() !== "";
    case "interval":
      return minutes >= 1;
    case "once":
      return at !== "";
  }
}

export function orderOf(chosen: Chosen) {
  const { name, procedure, groups, hosts, overlap, dry } = chosen;
  return { name: name.trim(), procedure, target: { groups, hosts }, trigger: triggerOf(chosen), overlap, ...dry };
}

function triggerOf({ kind, expression, timeZone, minutes, at }: Chosen) {
  switch (kind) {
    case "cron":
      return { kind, expression: expression.trim(), time_zone: timeZone };
    case "interval":
      return { kind, every_ms: minutes * MINUTE_MS };
    case "once":
      return { kind, at: new Date(at).toISOString() };
  }
}

/** The trigger in its own few characters, such as `0 3 * * * Europe/Lisbon`. */
export function triggerText(trigger: Readonly<Record<string, unknown>>): string {
  const { expression, time_zone, every_ms, at, queue, source } = trigger;
  if (typeof every_ms === "number") return `${every_ms / MINUTE_MS} min`;
  return [expression, time_zone, at, queue, source].filter((each) => typeof each === "string").join(" ");
}

/** `web, db` : groups first, then single hosts. */
export function targetText(target: Readonly<Record<string, unknown>>): string {
  const { groups, hosts } = target;
  return [groups, hosts].flatMap((each) => (Array.isArray(each) ? each.map(String) : [])).join(", ");
}
