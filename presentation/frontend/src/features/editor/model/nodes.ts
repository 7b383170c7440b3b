// Commands that add, remove and rename nodes, and set their fields.
import { isMap, isScalar, visit, type Scalar } from "yaml";
import type { Point } from "./chart";
import { described, draw, eraseArrow, leadingTo } from "./arrows";
import { command, type Command } from "./command";
import { erase, made, nodesOf, write, type Source } from "./document";
import { freeId, idFrom } from "./ids";
import type { Kinds } from "./kinds";
import { placeAt, forgetPlace } from "./places";
import type { Path, Plain } from "./plain";
import { drawn, open } from "./slots";

const NODES = ["spec", "nodes"] as const;
const KEPT = 3;

export interface Wanted {
  readonly kind: string;
  /** Further fields, such as the module of a task. */
  readonly fields?: Plain;
  /** What the id is made of; the kind where it isn't said. */
  readonly called?: string;
  readonly at?: Point;
  /** Where the others stand, so that they stay there. */
  readonly among?: ReadonlyMap<string, Point>;
}

/** Where a new node goes: nowhere yet, after a node, or onto an arrow between two. */
export type Place = { readonly after: string } | { readonly onto: Onto } | Record<string, never>;

export interface Onto {
  readonly from: string;
  readonly path: Path;
}

/** Add a node and select it. After a node it stands on its main arrow, or is led to by an outcome that has none. */
export function add(wanted: Wanted, place: Place = {}): Command {
  return command("add", (document, kinds) => [addTo(document, kinds, wanted, place)]);
}

function addTo(document: Source, kinds: Kinds, wanted: Wanted, place: Place): string {
  const nodes = nodesOf(document);
  const id = freeId(idFrom(wanted.called ?? wanted.kind), nodes);
  const fields = { kind: wanted.kind, ...wanted.fields };
  document.setIn([...NODES, id], made(document, fields));
  if (wanted.at) placeAt(document, new Map([...(wanted.among ?? []), [id, wanted.at]]));
  const onto = "onto" in place ? place.onto : mainArrow(document, kinds, place, id);
  if (onto) {
    const target = document.getIn([...NODES, onto.from, ...onto.path]);
    write(document, [...NODES, onto.from, ...onto.path], id);
    if (typeof target === "string") connectFirst(document, kinds, id, target);
  } else if ("after" in place && place.after !== undefined) {
    connectFirst(document, kinds, place.after, id);
  }
  return id;
}

/** The arrow of the first outcome of the node before, for a new node that leads on; it is to stand on it. */
function mainArrow(document: Source, kinds: Kinds, place: Place, id: string): Onto | null {
  if (!("after" in place) || place.after === undefined) return null;
  if (open(...described(document, kinds, id)).length === 0) return null;
  const [kind, fields] = described(document, kinds, place.after);
  const main = drawn(kind, fields).find((arrow) => arrow.outcome === kind?.outcomes[0]);
  return main ? { from: place.after, path: main.path } : null;
}

function connectFirst(document: Source, kinds: Kinds, from: string, to: string): void {
  const slot = open(...described(document, kinds, from))[0];
  if (slot) draw(document, kinds, from, slot, to);
}

/** Remove nodes with the arrows that lead to them; what stood before one goes on to what stood after it. */
export function remove(ids: readonly string[]): Command {
  return command("remove", (document, kinds) => {
    for (const id of ids) removeFrom(document, kinds, id, true);
    return [];
  });
}

/** Remove a node and everything that can be reached only through it. */
export function removeBranch(id: string): Command {
  return command("removeBranch", (document, kinds) => {
    for (const each of branch(document, kinds, id)) removeFrom(document, kinds, each, false);
    return [];
  });
}

function removeFrom(document: Source, kinds: Kinds, id: string, heal: boolean): void {
  const onward = new Set(drawn(...described(document, kinds, id)).map((each) => each.to));
  onward.delete(id);
  const [next, ...others] = onward;
  const healed = heal && others.length === 0 ? next : undefined;
  const incoming = leadingTo(document, kinds, id).filter(({ from }) => from !== id);
  // From the last to the first, so that erasing a branch moves none that is still to be erased.
  for (const { from, arrow } of incoming.reverse()) {
    if (healed !== undefined && healed !== from) write(document, [...NODES, from, ...arrow.path], healed);
    else eraseArrow(document, from, arrow.path);
  }
  document.deleteIn([...NODES, id]);
  forgetPlace(document, id);
}

function branch(document: Source, kinds: Kinds, id: string): string[] {
  const ids = nodesOf(document).items.map(({ key }) => String(isScalar(key) ? key.value : key));
  const led = new Map(
    ids.map((each) => [each, drawn(...described(document, kinds, each)).map((arrow) => arrow.to)]),
  );
  const entered = new Set([...led.values()].flat());
  const left = reached(
    led,
    ids.filter((each) => !entered.has(each) && each !== id),
    id,
  );
  return [...reached(led, [id], null)].filter((each) => !left.has(each));
}

function reached(
  led: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  but: string | null,
): Set<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === but || seen.has(id) || !led.has(id)) continue;
    seen.add(id);
    waiting.push(...(led.get(id) ?? []));
  }
  return seen;
}

/** Give a node another id, in its arrows, its position and the expressions that read it. `to` must be free. */
export function rename(id: string, to: string): Command {
  return command("rename", (document, kinds) => {
    const nodes = nodesOf(document);
    if (nodes.has(to)) return null;
    for (const { from, arrow } of leadingTo(document, kinds, id))
      write(document, [...NODES, from, ...arrow.path], to);
    renameKey(nodes, id, to);
    const layout = document.getIn(["metadata", "layout"], true);
    if (isMap(layout)) renameKey(layout, id, to);
    renameInExpressions(document, id, to);
    return [to];
  });
}

function renameKey(map: ReturnType<typeof nodesOf>, from: string, to: string): void {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === from);
  if (pair) (pair.key as Scalar).value = to;
}

function renameInExpressions(document: Source, from: string, to: string): void {
  const reading = new RegExp(`\\b(steps|loop)\\.${from}\\b`, "g");
  visit(nodesOf(document), {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string")
        node.value = node.value.replace(reading, `$1.${to}`);
    },
  });
}

/** Set one field of a node, however deep; undefined takes it away. */
export function setField(id: string, path: Path, value: unknown): Command {
  return command("field", (document) => {
    const place = [...NODES, id, ...path];
    if (value === undefined) erase(document, place, KEPT);
    else write(document, place, value);
    return null;
  });
}

/** Set something of the procedure itself, such as `metadata.title`. */
export function setOfProcedure(path: Path, value: unknown): Command {
  return command("field", (document) => {
    if (value === undefined) erase(document, path, 1);
    else write(document, path, value);
    return null;
  });
}
