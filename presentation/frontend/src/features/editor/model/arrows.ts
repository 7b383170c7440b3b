// Commands that draw, redirect and erase arrows.
import { isMap, isScalar, isSeq } from "yaml";
import { command, type Command } from "./command";
import { erase, nodesOf, write, type Source } from "./document";
import type { Kinds, NodeKind } from "./kinds";
import { asMap, isMap as isPlainMap, type Path, type Plain } from "./plain";
import { branchesHaveConditions, drawn, open, SUCCEEDED, type Drawn, type Open } from "./slots";

const NODES = ["spec", "nodes"] as const;
/** A node itself is never erased with its last arrow: `spec`, `nodes` and its id stay. */
const KEPT = 3;

/** Draw an arrow; without `slot` by the first outcome that has none. Does nothing where every outcome has one. */
export function connect(from: string, to: string, slot?: Open): Command {
  return command("connect", (document, kinds) => {
    const chosen = slot ?? open(...described(document, kinds, from))[0];
    if (chosen) draw(document, kinds, from, chosen, to);
    return null;
  });
}

/** Let an arrow lead elsewhere. */
export function redirect(from: string, path: Path, to: string): Command {
  return command("connect", (document) => {
    write(document, [...NODES, from, ...path], to);
    return null;
  });
}

/** Take an arrow by another outcome. */
export function retake(from: string, path: Path, slot: Open): Command {
  return command("connect", (document, kinds) => {
    const there = document.getIn([...NODES, from, ...path]);
    if (typeof there !== "string") return null;
    eraseArrow(document, from, path);
    draw(document, kinds, from, slot, there);
    return null;
  });
}

export function disconnect(from: string, path: Path): Command {
  return command("disconnect", (document) => {
    eraseArrow(document, from, path);
    return null;
  });
}

/** Write an arrow into a document. */
export function draw(document: Source, kinds: Kinds, from: string, slot: Open, to: string): void {
  const [field, word] = slot.path;
  const place = [...NODES, from, ...slot.path];
  if (slot.append) {
    const kind = described(document, kinds, from)[0];
    const branch = branchesHaveConditions(kind, String(field)) ? { when: "", next: to } : to;
    const list = document.getIn(place, true);
    if (isSeq(list)) list.add(document.createNode(branch, { flow: true }));
    else document.setIn(place, document.createNode([branch]));
    return;
  }
  if (word === undefined) {
    write(document, place, to);
    return;
  }
  drawByOutcome(document, [...NODES, from, String(field)], String(word), to);
}

/** Every arrow of the document that leads to this node. */
export function leadingTo(document: Source, kinds: Kinds, to: string): { from: string; arrow: Drawn }[] {
  const found: { from: string; arrow: Drawn }[] = [];
  for (const { key } of nodesOf(document).items) {
    const from = isScalar(key) ? String(key.value) : String(key);
    for (const arrow of drawn(...described(document, kinds, from))) {
      if (arrow.to === to) found.push({ from, arrow });
    }
  }
  return found;
}

/** A node's kind and fields as they stand in the document. */
export function described(document: Source, kinds: Kinds, id: string): [NodeKind | undefined, Plain] {
  const written = document.getIn([...NODES, id], true);
  const fields = isMap(written) ? asMap(written.toJS(document)) : {};
  return [kinds.get(String(fields.kind)), fields];
}

/** Erase an arrow; a branch goes with its condition, and a map of outcomes with its last arrow. */
export function eraseArrow(document: Source, from: string, path: Path): void {
  const branch = path.length > 1 && typeof path[1] === "number" ? path.slice(0, 2) : path;
  erase(document, [...NODES, from, ...branch], KEPT);
}

function drawByOutcome(document: Source, place: string[], word: string, to: string): void {
  const there = document.getIn(place, true);
  if (isMap(there)) {
    there.set(word, to);
  } else if (isScalar(there) && typeof there.value === "string" && word !== SUCCEEDED) {
    const both = document.createNode({ [SUCCEEDED]: there.value, [word]: to }, { flow: true });
    both.comment = there.comment ?? null;
    document.setIn(place, both);
  } else if (word === SUCCEEDED) {
    write(document, place, to);
  } else {
    document.setIn(place, document.createNode({ [word]: to }, { flow: true }));
  }
}

/** The value with every id in it that `renamed` knows exchanged, in the node's arrows alone. */
export function withArrows(
  kind: NodeKind | undefined,
  fields: Plain,
  renamed: (id: string) => string | null,
): Plain {
  let result = fields;
  for (const { path, to } of [...drawn(kind, fields)].reverse()) {
    result = put(result, path, renamed(to)) as Plain;
  }
  return result;
}

function put(value: unknown, path: Path, to: string | null): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    const inner = put(list[Number(step)], rest, to);
    if (inner === null) list.splice(Number(step), 1);
    else list[Number(step)] = inner;
    return list;
  }
  if (!isPlainMap(value)) return value;
  const inner = put(value[String(step)], rest, to);
  const { [String(step)]: _gone, ...others } = value;
  return inner === null ? others : { ...value, [String(step)]: inner };
}
