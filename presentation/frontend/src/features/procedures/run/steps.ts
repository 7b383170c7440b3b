/** What a procedure does, step by step, as the sheet before a run tells it. */

export interface Step {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly module: string | null;
  /** True for tasks whose purpose is to change something. */
  readonly changes: boolean;
  readonly asksPeople: boolean;
}

interface Written {
  kind: string;
  title?: string;
  module?: string;
  purpose?: string;
}

const PLUMBING = new Set(["start", "end", "join", "set"]);
const ASKING = new Set(["approval", "input"]);

/** The steps of a canonical form in the order they are written; what only guides tokens is left out. */
export function stepsOf(canonical: unknown): Step[] {
  const nodes = (canonical as { spec?: { nodes?: Record<string, Written> } } | null)?.spec?.nodes ?? {};
  return Object.entries(nodes)
    .filter(([, node]) => !PLUMBING.has(node.kind))
    .map(([id, node]) => ({
      id,
      kind: node.kind,
      title: node.title ?? id,
      module: node.module ?? null,
      changes: node.kind === "task" && node.purpose !== "monitoring",
      asksPeople: ASKING.has(node.kind),
    }));
}
