/** What the scheduler says of executions, as far as the screens read it; openapi.json leaves these open. */

export interface Cell {
  /** How the visit ended, or its status while it goes on. */
  outcome: string | null;
  status: string;
  visits: number;
}

export interface MatrixHost {
  name: string;
  status: string;
  outcome_word: string | null;
  cells: Readonly<Record<string, Cell>>;
}

export interface MatrixNode {
  id: string;
  kind: string;
  title: string;
}

export interface ArrowCount {
  from: string;
  outcome: string;
  to: string;
  count: number;
}

export interface Matrix {
  nodes: readonly MatrixNode[];
  hosts: readonly MatrixHost[];
  arrows: readonly ArrowCount[];
}

export type Branch = string | { when?: string; next: string };

/** A FlowNode as a procedure's canonical form writes it. */
export interface FlowNode {
  kind: string;
  title?: string;
  next?: string | Readonly<Record<string, string>>;
  branches?: readonly Branch[];
  otherwise?: string;
  purpose?: string;
  module?: string;
  status?: string;
  [field: string]: unknown;
}

export type FlowNodes = Readonly<Record<string, FlowNode>>;

/** One attempt of a visit; it was queued at `created_at`. */
export interface Try {
  number: number;
  status: string;
  outcome: string | null;
  executor_node: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface Visit {
  id: string;
  number: number;
  node: string;
  kind: string;
  status: string;
  outcome: string | null;
  attempts: number;
  executor_node: string | null;
  rc: number | null;
  stdout: string | null;
  stderr: string | null;
  changed: boolean | null;
  message: string | null;
  code?: string | null;
  message_said?: unknown;
  tries?: readonly Try[];
  why: { sentence?: string; said?: unknown } | string | null;
  waiting_for: string | null;
  waiting_said?: unknown;
  started_at: string | null;
  finished_at: string | null;
}

export interface Walk {
  name: string;
  address: string;
  status: string;
  outcome_word: string | null;
  reason: { outcome?: string; node?: string; message?: string; code?: string; said?: unknown } | null;
  node: string | null;
  waiting_for: string | null;
  waiting_said?: unknown;
  paused: string | null;
  places: readonly string[];
  path: readonly Visit[];
}

export interface Resumable {
  items: readonly { host: string; places: readonly { node: string; outcome: string; message: string }[] }[];
}
