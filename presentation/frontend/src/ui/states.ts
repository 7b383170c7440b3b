/** How each state looks: a shape, a word and a colour, so that none of the three has to be relied on alone. */

export type Shape =
  | "circle-check"
  | "square-check"
  | "square-cross"
  | "hourglass"
  | "triangle"
  | "octagon-cross"
  | "broken-link"
  | "clock"
  | "question"
  | "loop"
  | "slashed"
  | "dash"
  | "dotted-circle"
  | "ring"
  | "bars"
  | "dot";

/** Meanings that colours stand for; the theme says which colours. */
export type Tone = "good" | "changed" | "bad" | "away" | "quiet" | "busy" | "waiting" | "plain";

export interface Look {
  readonly shape: Shape;
  readonly tone: Tone;
}

export const LOOKS: Readonly<Record<string, Look>> = {
  succeeded: { shape: "circle-check", tone: "good" },
  changed: { shape: "triangle", tone: "changed" },
  failed: { shape: "octagon-cross", tone: "bad" },
  unreachable: { shape: "broken-link", tone: "away" },
  timed_out: { shape: "clock", tone: "bad" },
  lost: { shape: "question", tone: "away" },
  exhausted: { shape: "loop", tone: "bad" },
  cancelled: { shape: "slashed", tone: "quiet" },
  skipped: { shape: "dash", tone: "quiet" },
  queued: { shape: "dotted-circle", tone: "quiet" },
  running: { shape: "ring", tone: "busy" },
  waiting: { shape: "bars", tone: "waiting" },
  passed: { shape: "dot", tone: "plain" },
  approved: { shape: "square-check", tone: "good" },
  refused: { shape: "square-cross", tone: "bad" },
  expired: { shape: "hourglass", tone: "quiet" },
  pending: { shape: "bars", tone: "waiting" },
  authorised: { shape: "circle-check", tone: "good" },
  draining: { shape: "triangle", tone: "changed" },
  suspended: { shape: "slashed", tone: "quiet" },
  revoked: { shape: "octagon-cross", tone: "bad" },
  active: { shape: "circle-check", tone: "good" },
  delivered: { shape: "circle-check", tone: "good" },
  undeliverable: { shape: "broken-link", tone: "bad" },
  deactivated: { shape: "slashed", tone: "quiet" },
};

const PASSED: Look = { shape: "dot", tone: "plain" };

/** The look of a status or an outcome; an outcome of a flowchart's own making counts as passed. */
export function look(state: string): Look {
  return LOOKS[state] ?? PASSED;
}

export const OVER: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);
export const BAD: ReadonlySet<string> = new Set(["failed", "unreachable", "timed_out", "lost", "exhausted"]);
