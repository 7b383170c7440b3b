// Where arrows may start: read from a kind's schema, so that a kind nobody has heard of can be connected, too.
import { namesNode, outcomeWords, type JsonSchema, type NodeKind } from "./kinds";
import { asMap, isMap, type Path, type Plain } from "./plain";

/** An arrow as it stands in a node: where its target is written, and by which outcome it is taken. */
export interface Drawn {
  readonly path: Path;
  readonly outcome: string;
  /** The condition of a branch, in the author's words. */
  readonly when: string | null;
  readonly to: string;
}

/** A place for a further arrow. `append` adds a branch to a list. */
export interface Open {
  readonly path: Path;
  readonly outcome: string;
  readonly append: boolean;
}

export const BRANCH = "branch";
/** The outcome that a bare id under `next` stands for. */
export const SUCCEEDED = "succeeded";

/** The arrows that a node draws, in the order of its schema. */
export function drawn(kind: NodeKind | undefined, node: Plain): Drawn[] {
  const found: Drawn[] = [];
  for (const [name, schema] of fieldsThatLead(kind)) {
    const value = node[name];
    if (outcomeWords(schema).length > 0) found.push(...drawnByOutcome(name, value));
    else if (namesNode(schema)) found.push(...one([name], name, null, value));
    else if (Array.isArray(value))
      found.push(...value.flatMap((each, place) => drawnByBranch(name, place, each)));
  }
  return found;
}

/** The arrows a node could still draw: those it needs, then its own outcomes and branches, `failed` and `any` last. */
export function open(kind: NodeKind | undefined, node: Plain): Open[] {
  const taken = new Set(drawn(kind, node).map((each) => each.outcome));
  const needed: Open[] = [];
  const own: Open[] = [];
  const others: Open[] = [];
  for (const [name, schema] of fieldsThatLead(kind)) {
    const required = kind?.fields.required?.includes(name) ?? false;
    const words = outcomeWords(schema);
    for (const outcome of words.filter((word) => !taken.has(word))) {
      (kind?.outcomes.includes(outcome) ? own : others).push({
        path: [name, outcome],
        outcome,
        append: false,
      });
    }
    if (words.length > 0) continue;
    if (!namesNode(schema)) {
      (required && !taken.has(`${BRANCH}_1`) ? needed : own).push({
        path: [name],
        outcome: BRANCH,
        append: true,
      });
    } else if (!taken.has(name)) {
      (required ? needed : own).push({ path: [name], outcome: name, append: false });
    }
  }
  return [...needed, ...own, ...others];
}

/** Whether branches of this list are maps with a condition; bare ids otherwise. */
export function branchesHaveConditions(kind: NodeKind | undefined, field: string): boolean {
  return kind?.fields.properties?.[field]?.items?.properties !== undefined;
}

function fieldsThatLead(kind: NodeKind | undefined): [string, JsonSchema][] {
  return Object.entries(kind?.fields.properties ?? { next: UNKNOWN_NEXT }).filter(
    ([, schema]) => namesNode(schema) || listsNodes(schema),
  );
}

// A kind that isn't known (a typing error, most often) still shows its arrows.
const UNKNOWN_NEXT: JsonSchema = {
  anyOf: [
    { type: "string", format: "noc-node" },
    { type: "object", propertyNames: { enum: [SUCCEEDED] } },
  ],
};

function listsNodes(schema: JsonSchema): boolean {
  const items = schema.items;
  const forms = [items, ...(items?.anyOf ?? [])];
  return forms.some((form) => namesNode(form) || Object.values(form?.properties ?? {}).some(namesNode));
}

function drawnByOutcome(name: string, value: unknown): Drawn[] {
  if (isMap(value)) return Object.entries(value).flatMap(([word, to]) => one([name, word], word, null, to));
  return one([name], SUCCEEDED, null, value);
}

function drawnByBranch(name: string, place: number, branch: unknown): Drawn[] {
  const outcome = `${BRANCH}_${place + 1}`;
  if (!isMap(branch)) return one([name, place], outcome, null, branch);
  const when = branch.when === undefined ? null : String(branch.when);
  return one([name, place, "next"], outcome, when, asMap(branch).next);
}

function one(path: Path, outcome: string, when: string | null, to: unknown): Drawn[] {
  return typeof to === "string" && to !== "" ? [{ path, outcome, when, to }] : [];
}
