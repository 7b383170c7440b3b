/** What a yes lets run: the step that an approval's arrow leads to. */

export interface Step {
  id: string;
  title: string;
  module: string;
  args: string;
}

/** What a question is about beyond its own words. */
export interface Behind {
  /** Null where it can't be told. */
  step: Step | null;
  /** How many hosts one answer counts for: all of the execution, where it is asked once. Null: for its own host alone. */
  hosts: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether the first host's answer is everybody's. */
export function askedOnce(canonical: unknown, node: string): boolean {
  return record(nodesOf(canonical)[node]).scope === "once";
}

function nodesOf(canonical: unknown): Fields {
  return record(record(record(canonical).spec).nodes);
}

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** Null for a step that can't be found; `module` is the kind where the step is no task. */
export function willRun(canonical: unknown, node: string): Step | null {
  const nodes = nodesOf(canonical);
  const arrows = record(nodes[node]).next;
  const first = typeof arrows === "string" ? arrows : record(arrows).approved;
  if (typeof first !== "string" || !(first in nodes)) return null;
  const step = record(nodes[first]);
  const args = record(step.args);
  return {
    id: first,
    title: typeof step.title === "string" ? step.title : first,
    module: String(step.module ?? step.kind ?? ""),
    args: Object.keys(args).length > 0 ? JSON.stringify(args) : "",
  };
}
