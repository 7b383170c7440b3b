/** From a chart to what React Flow draws: nodes with their words, arrows with their labels. */
import type { Chart, ChartArrow, ChartNode, Point } from "../model/chart";
import type { Kinds } from "../model/kinds";
import { sizeOf } from "../model/layout";
import { routes } from "../model/routes";
import type { Arrow, ArrowData } from "./StepArrow";
import type { Step, StepData } from "./StepNode";

const GOOD = new Set(["succeeded", "changed", "done", "approved", "opened"]);
const BAD = new Set([
  "failed",
  "unreachable",
  "timed_out",
  "lost",
  "exhausted",
  "refused",
  "expired",
  "missed",
]);
const LONGEST = 34;

export interface Words {
  kind: (kind: ReturnType<Kinds["get"]>, name: string) => string;
  outcome: (name: string) => string;
}

export function steps(
  chart: Chart,
  places: ReadonlyMap<string, Point>,
  kinds: Kinds,
  words: Words,
  more: (node: ChartNode) => Partial<StepData> & { selected?: boolean },
): Step[] {
  return chart.nodes.map((node) => {
    const { selected, ...data } = more(node);
    const { width, height } = sizeOf(node);
    const kind = words.kind(kinds.get(node.kind), node.kind);
    const about = node.fields.module ?? node.fields.playbook ?? node.fields.procedure;
    const what = typeof about === "string" ? about.replace(/^ansible\.builtin\./, "") : kind;
    return {
      id: node.id,
      type: "step",
      position: places.get(node.id) ?? { x: 0, y: 0 },
      width,
      height,
      selected: selected ?? false,
      ariaLabel: `${node.title}, ${kind}`,
      data: { title: node.title, kind: node.kind, what, errors: 0, warnings: 0, ...data },
    };
  });
}

export function lines(
  chart: Chart,
  places: ReadonlyMap<string, Point>,
  words: Words,
  more: (arrow: ChartArrow) => Partial<ArrowData> & { selected?: boolean },
): Arrow[] {
  const drawings = routes(chart, places);
  return chart.arrows.flatMap((arrow) => {
    const { selected, ...data } = more(arrow);
    const drawing = drawings.get(arrow.id);
    if (!drawing) return [];
    const label = labelOf(arrow, words, drawing.leaving.count);
    return {
      id: arrow.id,
      type: "arrow",
      source: arrow.from,
      target: arrow.to,
      selected: selected ?? false,
      ariaLabel: `${arrow.from} ${label} ${arrow.to}`,
      data: { label, tone: toneOf(arrow.outcome), drawing, ...data },
    };
  });
}

function toneOf(outcome: string): ArrowData["tone"] {
  if (GOOD.has(outcome)) return "good";
  return BAD.has(outcome) ? "bad" : "plain";
}

/** The only way onward of a node needs no words. */
function labelOf(arrow: ChartArrow, words: Words, count: number): string {
  if (arrow.when !== null) return shortened(arrow.when === "" ? "?" : arrow.when);
  if (arrow.outcome === "succeeded" && count === 1) return "";
  return words.outcome(arrow.outcome);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
