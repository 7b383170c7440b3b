/** The arrows of a flowchart, read from its nodes: each says where one outcome leads. */
import type { FlowNodes } from "./shapes";

export interface Arrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The outcomes that go this way, in the order they are written. */
  readonly outcomes: readonly string[];
}

/** All arrows, one for each pair of nodes: outcomes that lead the same way share theirs. */
export function arrowsOf(nodes: FlowNodes): Arrow[] {
  const found = new Map<string, { from: string; to: string; outcomes: string[] }>();
  function draw(from: string, outcome: string, to: unknown): void {
    if (typeof to !== "string" || !(to in nodes)) return;
    const id = `${from}→${to}`;
    const arrow = found.get(id) ?? { from, to, outcomes: [] };
    if (!arrow.outcomes.includes(outcome)) arrow.outcomes.push(outcome);
    found.set(id, arrow);
  }
  for (const [name, node] of Object.entries(nodes)) {
    node.branches?.forEach((branch, place) => {
      if (typeof branch === "string") draw(name, `branch ${place + 1}`, branch);
      else draw(name, branch.when ?? `branch ${place + 1}`, branch.next);
    });
    if (node.otherwise) draw(name, "otherwise", node.otherwise);
    if (typeof node.next === "string") draw(name, "succeeded", node.next);
    else for (const [outcome, to] of Object.entries(node.next ?? {})) draw(name, outcome, to);
  }
  return [...found].map(([id, arrow]) => ({ id, ...arrow }));
}
