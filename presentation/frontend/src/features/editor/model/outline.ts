// The flowchart as a tree to be read and edited line by line: what comes then, if, else, and in a loop.
import type { Chart, ChartArrow, ChartNode } from "./chart";
import type { Kinds } from "./kinds";

/** How a line follows from the one it belongs to. */
export type Lead =
  | { readonly word: "first" | "then" | "else" | "loop" | "loose" }
  | { readonly word: "if"; readonly what: string };

export interface Line {
  /** Unique among the lines; the node's id for its own line. */
  readonly key: string;
  readonly node: ChartNode;
  /** From 1. */
  readonly level: number;
  readonly lead: Lead;
  /** The arrow that leads here, null for the first and for nodes that nothing leads to. */
  readonly arrow: ChartArrow | null;
  /** Whether this only points to a node that has its own line elsewhere. */
  readonly jump: boolean;
}

const AGAIN = "again";
const OTHERWISE = "otherwise";

/** Every node once, in the order in which a host would come to it, and a pointing line for every further arrow. */
export function outline(chart: Chart, kinds: Kinds): Line[] {
  const writer = new Writer(chart, kinds);
  const entered = new Set(chart.arrows.filter((each) => each.from !== each.to).map((each) => each.to));
  const starts = chart.nodes.filter((node) => node.kind === "start");
  for (const node of starts) writer.chain(node.id, 1, { word: "first" }, null);
  for (const node of chart.nodes)
    if (!entered.has(node.id)) writer.chain(node.id, 1, { word: "loose" }, null);
  for (const node of chart.nodes) writer.chain(node.id, 1, { word: "loose" }, null);
  return writer.lines;
}

class Writer {
  readonly lines: Line[] = [];
  private readonly claimed = new Set<string>();
  private readonly nodes: ReadonlyMap<string, ChartNode>;
  private readonly leaving = new Map<string, ChartArrow[]>();

  constructor(
    chart: Chart,
    private readonly kinds: Kinds,
  ) {
    this.nodes = new Map(chart.nodes.map((node) => [node.id, node]));
    for (const arrow of chart.arrows) {
      this.leaving.set(arrow.from, [...(this.leaving.get(arrow.from) ?? []), arrow]);
    }
  }

  /** Write a node and what follows it by its main arrows, all on one level; side arrows one level below. */
  chain(id: string, level: number, lead: Lead, arrow: ChartArrow | null): void {
    if (this.claimed.has(id) && arrow === null) return;
    if (this.claimed.has(id)) {
      this.write(id, level, lead, arrow, true);
      return;
    }
    const steps: { id: string; lead: Lead; arrow: ChartArrow | null; main: ChartArrow | null }[] = [];
    for (let next: ChartArrow | null = arrow, at = id, first = true; ; first = false) {
      this.claimed.add(at);
      const main = this.main(at);
      steps.push({ id: at, lead: first ? lead : { word: "then" }, arrow: first ? arrow : next, main });
      if (!main || this.claimed.has(main.to)) break;
      next = main;
      at = main.to;
    }
    for (const step of steps) {
      this.write(step.id, level, step.lead, step.arrow, false);
      for (const side of this.leaving.get(step.id) ?? []) {
        if (side !== step.main) this.chain(side.to, level + 1, leadOf(side), side);
      }
    }
    const last = steps.at(-1)?.main;
    if (last) this.write(last.to, level, { word: "then" }, last, true);
  }

  /** The arrow by which the chain goes on: the first good outcome of the kind; branches have none. */
  private main(id: string): ChartArrow | null {
    const arrows = this.leaving.get(id) ?? [];
    const outcomes = this.kinds.get(this.nodes.get(id)?.kind ?? "")?.outcomes ?? ["succeeded"];
    const good = outcomes.find((outcome) => outcome !== AGAIN);
    return (
      arrows.find((each) => each.outcome === good) ?? (arrows.length === 1 ? unconditional(arrows[0]) : null)
    );
  }

  private write(id: string, level: number, lead: Lead, arrow: ChartArrow | null, jump: boolean): void {
    const node = this.nodes.get(id);
    if (node) this.lines.push({ key: jump ? `${arrow?.id ?? id}→` : id, node, level, lead, arrow, jump });
  }
}

function unconditional(arrow: ChartArrow | undefined): ChartArrow | null {
  return arrow && (arrow.outcome === "any" || arrow.outcome === OTHERWISE) ? arrow : null;
}

function leadOf(arrow: ChartArrow): Lead {
  if (arrow.outcome === AGAIN) return { word: "loop" };
  if (arrow.outcome === OTHERWISE) return { word: "else" };
  return { word: "if", what: arrow.when ?? arrow.outcome };
}
