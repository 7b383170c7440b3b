/** How an executor node stands, and what can be done with it: pure. */

export interface ExecutorNode {
  id: string;
  name: string;
  status: string;
  fingerprint: string;
  url: string | null;
  labels?: unknown;
  version: string;
  last_heartbeat_at?: string | null;
  slots: number;
  max_parallel?: number | null;
  running: number;
  queued: number;
  reachable?: unknown;
  problem?: unknown;
  health?: unknown;
  draining?: unknown;
  key_mismatch: boolean;
  authorisation: { decided_at: string; decided_by: { name: string }; groups: unknown[] | null } | null;
}

export type Act = "authorise" | "drain" | "resume" | "suspend" | "revoke";

/** The one word for it: draining counts only while it is let in. */
export function standing({ status, draining }: ExecutorNode): string {
  return status === "authorised" && draining ? "draining" : status;
}

/** What may be done next; letting in comes first where it is due. A key that was revoked never comes back. */
export function acts(node: ExecutorNode): Act[] {
  const now = standing(node);
  if (now === "revoked") return node.key_mismatch ? ["authorise"] : [];
  const more: Act[] = now === "pending" ? ["revoke"] : ["suspend", "revoke"];
  if (now === "pending" || node.key_mismatch) return ["authorise", ...more];
  if (now === "suspended") return ["authorise", "revoke"];
  return [now === "draining" ? "resume" : "drain", ...more];
}

export const TYPED_BACK = 6;

/** Whether somebody has typed the end of the fingerprint, so that they have looked at it. */
export function isEndOf(fingerprint: string, typed: string): boolean {
  return typed.trim() === fingerprint.slice(-TYPED_BACK);
}

export interface Meter {
  name: "cpu" | "memory" | "disk";
  percent: number;
}

/** What it says about its machine, in per cent; what it doesn't say is left out. */
export function metersOf(health: unknown): Meter[] {
  const told = (typeof health === "object" && health !== null ? health : {}) as Record<string, unknown>;
  return (["cpu", "memory", "disk"] as const).flatMap((name) => {
    const percent = told[`${name}_percent`];
    return typeof percent === "number" ? [{ name, percent }] : [];
  });
}

export function labelsOf(labels: unknown): [string, string][] {
  return typeof labels === "object" && labels !== null ? (Object.entries(labels) as [string, string][]) : [];
}
