/** What has become of an execution, in one sentence in the reader's language, by the rule of the scheduler's own. */

export interface Ending {
  readonly word: string;
  readonly node: string | null;
  readonly names: readonly string[];
  readonly count: number;
}

export interface Facts {
  readonly counts: Readonly<Record<string, number>>;
  readonly changed?: number | null | undefined;
  readonly lasted_ms?: number | null | undefined;
  readonly endings?: readonly Ending[] | undefined;
  /** What is waited for, in the reader's language. */
  readonly standing?: string | undefined;
  readonly status?: string | undefined;
  /** Why it ended before it had any host, in the reader's language. */
  readonly why?: string | undefined;
  /** The scheduler's, for what there are no facts of. */
  readonly sentence: string;
}

type Say = (key: string, holes?: Record<string, unknown>) => string;

const MOST_NAMED = 3;
const OVER = new Set(["succeeded", "failed", "cancelled"]);
const ACTIVE = ["running", "waiting", "queued"] as const;

export function sentenceOf(facts: Facts, t: Say, word: (state: string) => string): string {
  const total = Object.values(facts.counts).reduce((sum, count) => sum + count, 0);
  if (total === 0 && facts.standing) return facts.standing;
  if (total === 0 && facts.status !== undefined && OVER.has(facts.status)) {
    const ended = t("sentence.before_any", { state: word(facts.status) });
    return facts.why ? `${ended}: ${facts.why}` : ended;
  }
  if (total === 0 || facts.endings === undefined) return facts.sentence;
  const active = ACTIVE.filter((state) => (facts.counts[state] ?? 0) > 0);
  const time = facts.lasted_ms == null ? "" : t(active.length > 0 ? "sentence.after" : "sentence.in", { time: lasted(facts.lasted_ms / 1_000) });
  return [
    [t("sentence.ok", { ok: facts.counts.succeeded ?? 0, count: total }), time].filter(Boolean).join(" "),
    ...active.map((state) => `${facts.counts[state]} ${word(state)}`),
    ...facts.endings.map(ended),
    facts.changed ? t("sentence.changed", { count: facts.changed }) : "",
    active.length > 0 ? (facts.standing ?? "") : "",
  ]
    .filter(Boolean)
    .join("; ");

  function ended(ending: Ending): string {
    const named = ending.names.slice(0, MOST_NAMED).join(", ");
    const rest = ending.count - Math.min(ending.names.length, MOST_NAMED);
    const what = `${rest > 0 ? t("sentence.more", { names: named, count: rest }) : named} ${word(ending.word)}`;
    return ending.word === "failed" && ending.node ? t("sentence.at", { what, node: ending.node }) : what;
  }
}

function lasted(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
