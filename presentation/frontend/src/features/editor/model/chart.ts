// The flowchart that a text draws: nodes, arrows and positions, or why it can't be read.
import { isMap as isYamlMap, isScalar } from "yaml";
import { open, type Opened, type Unreadable } from "./document";
import type { Kinds, NodeKind } from "./kinds";
import { asMap, isMap, type Plain } from "./plain";
import { drawn, type Drawn } from "./slots";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ChartNode {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly fields: Plain;
  /** The lines of its text, from 1, both included. */
  readonly lines: readonly [number, number];
}

export interface ChartArrow extends Drawn {
  readonly id: string;
  readonly from: string;
}

export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly nodes: readonly ChartNode[];
  readonly arrows: readonly ChartArrow[];
  readonly positions: ReadonlyMap<string, Point>;
}

export type Reading = { readonly chart: Chart } | { readonly unreadable: readonly Unreadable[] };

/** What the text draws. Arrows to nodes that aren't there are left out of the chart: the check tells of them. */
export function read(text: string, kinds: Kinds): Reading {
  const opened = open(text);
  const { document, unreadable } = opened;
  if (unreadable.length > 0) return { unreadable };
  const data: unknown = document.toJS();
  if (!isMap(data)) return { unreadable: [{ line: 1, message: "a procedure is a map" }] };
  return { chart: drawnBy(data, opened, kinds) };
}

function drawnBy(data: Plain, opened: Opened, kinds: Kinds): Chart {
  const metadata = asMap(data.metadata);
  const written = asMap(asMap(data.spec).nodes);
  const lines = linesOf(opened);
  const nodes = Object.entries(written).map(([id, value]) => node(id, asMap(value), lines.get(id) ?? [1, 1]));
  const known = new Set(nodes.map((each) => each.id));
  return {
    name: String(metadata.name ?? ""),
    title: String(metadata.title ?? metadata.name ?? ""),
    nodes,
    arrows: nodes.flatMap((each) => arrows(each, kinds.get(each.kind))).filter((each) => known.has(each.to)),
    positions: positions(asMap(metadata.layout), known),
  };
}

function node(id: string, fields: Plain, lines: readonly [number, number]): ChartNode {
  const title = fields.title === undefined ? id : String(fields.title);
  return { id, kind: String(fields.kind ?? ""), title, fields, lines };
}

function arrows(from: ChartNode, kind: NodeKind | undefined): ChartArrow[] {
  return drawn(kind, from.fields).map((each) => ({
    ...each,
    from: from.id,
    id: arrowId(from.id, each.path),
  }));
}

/** The id of the arrow whose target is written at this path of this node. */
export function arrowId(from: string, path: readonly (string | number)[]): string {
  return [from, ...path].join("/");
}

function positions(written: Plain, known: ReadonlySet<string>): Map<string, Point> {
  const found = new Map<string, Point>();
  for (const [id, place] of Object.entries(written)) {
    if (!known.has(id) || !Array.isArray(place)) continue;
    const [x, y] = place as unknown[];
    if (typeof x === "number" && typeof y === "number") found.set(id, { x, y });
  }
  return found;
}

function linesOf({ document, lines }: Opened): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>();
  const nodes = document.getIn(["spec", "nodes"], true);
  if (!isYamlMap(nodes)) return found;
  for (const { key, value } of nodes.items) {
    if (!isScalar(key) || !key.range) continue;
    const first = lines.linePos(key.range[0]).line;
    const range = (value as { range?: [number, number, number] | null } | null)?.range;
    found.set(String(key.value), [
      first,
      range ? Math.max(first, lines.linePos(Math.max(range[1] - 1, 0)).line) : first,
    ]);
  }
  return found;
}
