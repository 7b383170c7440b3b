/** What a yes lets run: the step that an approval's arrow leads to. */

export interface Step {
  id: string;
  title: string;
  module: string;
  args: string;
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** Null for a step that can't be found; `module` is the kind where the step is no task. */
export function willRun(canonical: unknown, node: string): Step | null {
  const nodes = record(record(record(canonical).spec).nodes);
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
