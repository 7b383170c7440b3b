// Nodes as YAML on the clipboard: copied out of one procedure, pasted into the same or another.
import { Document, isMap } from "yaml";
import type { Point } from "./chart";
import { withArrows } from "./arrows";
import { command, type Command } from "./command";
import { made, nodesOf, open, print, type Source } from "./document";
import { freeId, isId } from "./ids";
import type { Kinds } from "./kinds";
import { placeAt } from "./places";
import { asMap, isMap as isPlainMap, type Plain } from "./plain";

const NUDGE = 40;

/** The chosen nodes as a map from id to node, comments included. */
export function copied(text: string, ids: readonly string[]): string {
  const { document } = open(text);
  const part = new Document({}) as Document;
  for (const { key, value } of nodesOf(document).items) {
    const id = String(isPlainMap(key) && "value" in key ? key.value : key);
    if (ids.includes(id)) part.set(id, value);
  }
  return print(part);
}

/** The nodes in a text from the clipboard, a map of nodes or a whole procedure; null where there are none. */
export function pasteable(text: string): Record<string, Plain> | null {
  const { document, unreadable } = open(text);
  if (unreadable.length > 0) return null;
  const data: unknown = document.toJS();
  if (!isPlainMap(data)) return null;
  const nodes = asMap(asMap(data.spec).nodes);
  const found = Object.entries(Object.keys(nodes).length > 0 ? nodes : data);
  const whole =
    found.length > 0 &&
    found.every(([id, node]) => isId(id) && isPlainMap(node) && typeof node.kind === "string");
  return whole ? (Object.fromEntries(found) as Record<string, Plain>) : null;
}

/** Paste nodes under free ids and select them; their arrows among each other come along, others are dropped. */
export function paste(text: string, at?: Point): Command {
  return command("paste", (document, kinds) => pasteInto(document, kinds, pasteable(text) ?? {}, at));
}

/** The same nodes once more, beside where they are. */
export function duplicate(ids: readonly string[], places: ReadonlyMap<string, Point>): Command {
  return command("duplicate", (document, kinds) => {
    const nodes = nodesOf(document);
    const found = ids.flatMap((id) => {
      const node = nodes.get(id, true) as unknown;
      return isMap(node) ? [[id, asMap(node.toJS(document))] as const] : [];
    });
    const made = pasteInto(document, kinds, Object.fromEntries(found));
    placeAt(
      document,
      new Map([...places, ...made.flatMap((id, place) => beside(id, places.get(found[place]?.[0] ?? "")))]),
    );
    return made;
  });
}

function beside(id: string, original: Point | undefined): [string, Point][] {
  return original ? [[id, { x: original.x + NUDGE, y: original.y + NUDGE }]] : [];
}

function pasteInto(
  document: Source,
  kinds: Kinds,
  nodes: Readonly<Record<string, Plain>>,
  at?: Point,
): string[] {
  const taken = new Set(
    nodesOf(document).items.map(({ key }) => String(isPlainMap(key) && "value" in key ? key.value : key)),
  );
  const renamed = new Map<string, string>();
  for (const id of Object.keys(nodes)) {
    const free = freeId(id, taken);
    taken.add(free);
    renamed.set(id, free);
  }
  for (const [id, fields] of Object.entries(nodes)) {
    const kept = withArrows(
      kinds.get(String(fields.kind)),
      reading(fields, renamed),
      (to) => renamed.get(to) ?? null,
    );
    document.setIn(["spec", "nodes", renamed.get(id)], made(document, kept));
  }
  const first = [...renamed.values()][0];
  if (at && first !== undefined) placeAt(document, new Map([[first, at]]));
  return [...renamed.values()];
}

/** The fields with expressions that read renamed nodes reading them under their new ids. */
function reading(fields: Plain, renamed: ReadonlyMap<string, string>): Plain {
  const exchanged = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replace(
        /\b(steps|loop)\.([a-z][a-z0-9_]*)/g,
        (_, what: string, id: string) => `${what}.${renamed.get(id) ?? id}`,
      );
    }
    if (Array.isArray(value)) return value.map(exchanged);
    return isPlainMap(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exchanged(each)]))
      : value;
  };
  return exchanged(fields) as Plain;
}
