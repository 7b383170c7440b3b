/** What needs somebody, the worst first: from what the server says of everything to what a person reads. Pure. */

export interface Execution {
  id: string;
  number: number;
  status: string;
  check_mode?: boolean;
  procedure: Record<string, unknown>;
  sentence: string;
  created_at: string;
  finished_at?: string | null;
  actor: { name: string };
}

export interface Node {
  name: string;
  status: string;
  reachable?: unknown;
  key_mismatch: boolean;
  slots: number;
  max_parallel?: number | null;
  running: number;
  queued: number;
}

export interface Schedule {
  name: string;
  procedure: Record<string, unknown>;
  next_fires: readonly string[];
  last_fire?: unknown;
}

export interface Question {
  execution: string;
  node: string;
  question: string;
}

/** What was answered so far; what somebody may not read is empty. */
export interface Seen {
  executions: readonly Execution[];
  nodes: readonly Node[];
  schedules: readonly Schedule[];
  questions: readonly Question[];
  hostKeys: number;
}

/** One of those that need somebody; `to` leads to it alone, where there is such a page. */
export interface Item {
  name: string;
  to?: string;
  params?: Record<string, string>;
}

export interface Need {
  kind: "lost" | "mismatch" | "failed" | "missed" | "approvals" | "host_keys" | "pending";
  /** As what it is drawn. */
  state: string;
  count: number;
  /** What it is about, where that has names. */
  items: readonly Item[];
  to: string;
}

export const NOTHING: Seen = { executions: [], nodes: [], schedules: [], questions: [], hostKeys: 0 };
const DAY_MS = 86_400_000;
const LET_IN = new Set(["authorised", "draining"]);

/** What failed within a day, the newest first. */
export function failedOf(executions: readonly Execution[], now: number): Execution[] {
  return executions.filter(
    ({ status, check_mode, finished_at }) =>
      status === "failed" && !check_mode && finished_at != null && now - Date.parse(finished_at) < DAY_MS,
  );
}

export function needsOf(seen: Seen, now: number): Need[] {
  const named = (those: readonly { name: string }[]) => those.map(({ name }): Item => ({ name }));
  const lost = named(seen.nodes.filter(({ status, reachable }) => LET_IN.has(status) && reachable === false));
  const mismatch = named(seen.nodes.filter(({ key_mismatch }) => key_mismatch));
  const pending = named(seen.nodes.filter(({ status }) => status === "pending"));
  const failed = failedOf(seen.executions, now).map(
    ({ number, procedure }): Item => ({
      name: `#${number} ${String(procedure.name)}`,
      to: "/executions/$execution",
      params: { execution: String(number) },
    }),
  );
  const missed = named(seen.schedules.filter(({ last_fire }) => statusOf(last_fire) === "missed"));
  const asked = [...new Map(seen.questions.map((each) => [`${each.execution} ${each.node}`, { name: each.question }])).values()];
  const all: Need[] = [
    { kind: "mismatch", state: "failed", count: mismatch.length, items: mismatch, to: "/executor-nodes" },
    { kind: "lost", state: "unreachable", count: lost.length, items: lost, to: "/executor-nodes" },
    { kind: "failed", state: "failed", count: failed.length, items: failed, to: "/executions" },
    { kind: "missed", state: "timed_out", count: missed.length, items: missed, to: "/schedules" },
    { kind: "approvals", state: "waiting", count: asked.length, items: asked, to: "/approvals" },
    { kind: "host_keys", state: "waiting", count: seen.hostKeys, items: [], to: "/inventory/host-keys" },
    { kind: "pending", state: "pending", count: pending.length, items: pending, to: "/executor-nodes" },
  ];
  return all.filter(({ count }) => count > 0);
}

export interface Load {
  /** Steps that run, steps that could run at once, steps that wait for room. */
  running: number;
  room: number;
  waiting: number;
}

export function loadOf(nodes: readonly Node[]): Load {
  const working = nodes.filter(({ status, reachable }) => LET_IN.has(status) && reachable !== false);
  const sum = (of: (node: Node) => number) => working.reduce((total, node) => total + of(node), 0);
  return {
    running: sum(({ running }) => running),
    room: sum(({ slots, max_parallel }) => max_parallel ?? slots),
    waiting: sum(({ queued }) => queued),
  };
}

export interface Fire {
  at: string;
  schedule: string;
  procedure: string;
}

/** The next date of each schedule, the nearest first. */
export function nextFires(schedules: readonly Schedule[], most: number): Fire[] {
  return schedules
    .flatMap(({ name, procedure, next_fires }) =>
      next_fires.slice(0, 1).map((at) => ({ at, schedule: name, procedure: String(procedure.name) })),
    )
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(0, most);
}

function statusOf(fire: unknown): unknown {
  return typeof fire === "object" && fire !== null ? (fire as { status?: unknown }).status : undefined;
}
