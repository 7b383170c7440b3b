/** A schedule between what people choose and what the server takes: pure. */

import { clock } from "@/ui/times";
import { type DryRun, NO_DRY_RUN } from "@/ui/DryRunFields";

const MINUTE_MS = 60_000;

/** Kinds of triggers that fire by the clock; the others wait for messages. */
export const TIMED: ReadonlySet<string> = new Set(["cron", "interval", "once"]);

const OVERLAPS = ["together", "skip", "queue_one", "queue_all", "cancel_other"] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What a schedule may do while an execution of it goes on; messages are never left out. */
export function overlapsOf(kind: string): readonly Overlap[] {
  return TIMED.has(kind) ? OVERLAPS : ["together", "queue_all"];
}

export const KINDS = ["cron", "interval", "once", "webhook", "queue"] as const;
export const SOURCES = ["alertmanager", "grafana", "zabbix", "generic"] as const;
export const PROOFS = ["signature", "token"] as const;

/** From whom messages are taken, and how often what has failed is tried again. */
export interface Intake {
  /** Networks such as 192.0.2.0/24; none are any. */
  senders: string[];
  /** 0 is never. */
  tries: number;
  /** Minutes before each. */
  rest: number;
}

export interface Chosen extends Intake {
  name: string;
  procedure: string;
  /** One walk about no host, instead of groups and hosts. */
  withoutHosts: boolean;
  groups: string[];
  hosts: string[];
  kind: (typeof KINDS)[number];
  expression: string;
  timeZone: string;
  minutes: number;
  /** A local time as the browser's field writes it. */
  at: string;
  source: (typeof SOURCES)[number];
  proof: (typeof PROOFS)[number];
  queue: string;
  /** Whether the queue is one of the message broker's. */
  broker: boolean;
  overlap: Overlap;
  dry: DryRun;
}

/** Changes what was chosen; what the form asks the server is asked anew. */
export type Change = (part: Partial<Chosen>) => void;

export function beginning(timeZone: string): Chosen {
  return {
    name: "",
    procedure: "",
    withoutHosts: false,
    groups: [],
    hosts: [],
    kind: "cron",
    expression: "0 3 * * *",
    timeZone,
    minutes: 15,
    at: "",
    source: "alertmanager",
    proof: "signature",
    senders: [],
    queue: "",
    broker: false,
    tries: 0,
    rest: 1,
    overlap: "together",
    dry: NO_DRY_RUN,
  };
}

/** Whether there is enough for the server to judge. */
export function isComplete(chosen: Chosen): boolean {
  const { name, procedure, withoutHosts, groups, hosts } = chosen;
  return name.trim() !== "" && procedure !== "" && (withoutHosts || groups.length + hosts.length > 0) && hasTrigger(chosen);
}

function hasTrigger({ kind, expression, minutes, at, queue }: Chosen): boolean {
  switch (kind) {
    case "cron":
      return expression.trim() !== "";
    case "interval":
      return minutes >= 1;
    case "once":
      return at !== "";
    case "webhook":
      return true;
    case "queue":
      return queue.trim() !== "";
  }
}

export function orderOf(chosen: Chosen) {
  const { name, procedure, withoutHosts, groups, hosts, kind, dry } = chosen;
  const target = withoutHosts ? { without_hosts: true } : { groups, hosts };
  const overlap = overlapsOf(kind).includes(chosen.overlap) ? chosen.overlap : "together";
  return { name: name.trim(), procedure, target, trigger: triggerOf(chosen), overlap, ...(TIMED.has(kind) ? dry : NO_DRY_RUN) };
}

/** What the server takes for it; null: from any address, and never again. */
export function intakeOf({ senders, tries, rest }: Intake) {
  return {
    senders: senders.length > 0 ? senders : null,
    retry: tries > 0 ? { most: tries, after_ms: rest * MINUTE_MS } : null,
  };
}

/** What a trigger says of it. */
export function intakeIn(trigger: Readonly<Record<string, unknown>>): Intake {
  const retry = trigger.retry as { most?: number; after_ms?: number } | undefined;
  return {
    senders: Array.isArray(trigger.senders) ? trigger.senders.map(String) : [],
    tries: retry?.most ?? 0,
    rest: (retry?.after_ms ?? MINUTE_MS) / MINUTE_MS,
  };
}

function triggerOf(chosen: Chosen) {
  const { kind, expression, timeZone, minutes, at, source, proof, queue, broker } = chosen;
  const { senders, retry } = intakeOf(chosen);
  const again = retry ? { retry } : {};
  switch (kind) {
    case "cron":
      return { kind, expression: expression.trim(), time_zone: timeZone };
    case "interval":
      return { kind, every_ms: minutes * MINUTE_MS };
    case "once":
      return { kind, at: new Date(at).toISOString() };
    case "webhook":
      return { kind, source, proof, ...(senders ? { senders } : {}), ...again };
    case "queue":
      return { kind, queue: queue.trim(), broker, ...again };
  }
}

/** The trigger in its own few characters, such as `0 3 * * * Europe/Lisbon`. */
export function triggerText(trigger: Readonly<Record<string, unknown>>, language: string): string {
  const { expression, time_zone, at, queue, source } = trigger;
  const once = typeof at === "string" ? clock(at, language) : undefined;
  return [expression, time_zone, once, queue, source].filter((each) => typeof each === "string").join(" ");
}

const UNITS = { days: 24 * 60 * MINUTE_MS, hours: 60 * MINUTE_MS, minutes: MINUTE_MS } as const;

/** How often an interval fires, in the largest unit that says it in whole numbers; null for other triggers. */
export function everyOf({ every_ms }: Readonly<Record<string, unknown>>): { unit: string; count: number } | null {
  if (typeof every_ms !== "number") return null;
  const [unit, length] = Object.entries(UNITS).find(([, each]) => every_ms % each === 0) ?? ["minutes", MINUTE_MS];
  return { unit, count: every_ms / length };
}

/** The time zone whose clocks a schedule goes by; none where it counts the time that passes. */
export function zoneOf({ trigger }: { readonly trigger: Readonly<Record<string, unknown>> }): string[] {
  return typeof trigger.time_zone === "string" ? [trigger.time_zone] : [];
}

/** Whether it walks once, about no host. */
export function isWithoutHosts(target: Readonly<Record<string, unknown>>): boolean {
  return target.without_hosts === true;
}

/** `web, db` : groups first, then single hosts. */
export function targetText(target: Readonly<Record<string, unknown>>): string {
  const { groups, hosts } = target;
  return [groups, hosts].flatMap((each) => (Array.isArray(each) ? each.map(String) : [])).join(", ");
}
