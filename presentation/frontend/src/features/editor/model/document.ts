// A procedure's text as a YAML document that keeps comments, order and quoting through every edit.
import {
  Document,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type Node,
  type ParsedNode,
  visit,
  type YAMLMap,
} from "yaml";
import type { Path } from "./plain";

export type Source = Document.Parsed<ParsedNode> | Document;

const PRINTED = { lineWidth: 0, flowCollectionPadding: false, indentSeq: true } as const;
const MOST_INLINE = 72;

/** Why a text can't be read. */
export interface Unreadable {
  readonly line: number;
  readonly message: string;
}

export interface Opened {
  readonly document: Source;
  readonly lines: LineCounter;
  /** Empty where the text can be read. The language knows no aliases, so they can't be read either. */
  readonly unreadable: readonly Unreadable[];
}

/** Open a text; never throws. */
export function open(text: string): Opened {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", uniqueKeys: true });
  const unreadable = document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    message: firstLine(error.message),
  }));
  visit(document, {
    Alias: (_, alias) => {
      unreadable.push({
        line: lines.linePos(alias.range?.[0] ?? 0).line,
        message: "there are no aliases here",
      });
    },
  });
  return { document, lines, unreadable };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}

export function print(document: Source): string {
  return document.toString(PRINTED);
}

/** The map of nodes; made where there is none. */
export function nodesOf(document: Source): YAMLMap {
  const found = document.getIn(["spec", "nodes"], true);
  if (isMap(found)) return found;
  document.setIn(["spec", "nodes"], document.createNode({}));
  return document.getIn(["spec", "nodes"], true) as YAMLMap;
}

/** Write a value: a scalar that is there keeps its comment, small maps and lists stay on one line. */
export function write(document: Source, path: Path, value: unknown): void {
  const there = document.getIn(path, true);
  if (isScalar(there) && (typeof value !== "object" || value === null)) {
    if (typeof there.value !== typeof value) delete there.type;
    there.value = value;
    return;
  }
  document.setIn(path, made(document, value));
}

/** Erase a value, and the maps that are empty afterwards, up to `keep` steps from the top. */
export function erase(document: Source, path: Path, keep: number): void {
  document.deleteIn(path);
  for (let length = path.length - 1; length >= keep && length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length), true);
    const empty = (isMap(parent) || isSeqLike(parent)) && parent.items.length === 0;
    if (!empty) return;
    document.deleteIn(path.slice(0, length));
  }
}

/** A YAML node of a plain value, written as people would. */
export function made(document: Source, value: unknown): Node {
  const node = document.createNode(value) as Node;
  if (isMap(node) || isSeqLike(node)) flowWhereSmall(node, value);
  return node;
}

function flowWhereSmall(node: YAMLMap | { items: unknown[]; flow?: boolean }, value: unknown): void {
  node.flow = JSON.stringify(value).length <= MOST_INLINE;
  if (node.flow) return;
  for (const item of node.items) {
    const child: unknown = isPairLike(item) ? item.value : item;
    if (isMap(child) || isSeqLike(child)) flowWhereSmall(child, (child as YAMLMap).toJSON());
  }
}

function isSeqLike(value: unknown): value is { items: unknown[]; flow?: boolean } {
  return typeof value === "object" && value !== null && "items" in value && !isMap(value);
}

function isPairLike(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && "key" in value && "value" in value;
}
