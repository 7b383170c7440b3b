/** What can be added: every kind of node, and every module as a step that runs it. */
import type { Kinds, NodeKind } from "../model/kinds";
import type { Wanted } from "../model/nodes";
import type { ModuleInShort } from "../state/useQuestions";

export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly wanted: Wanted;
}

export function ofKinds(kinds: Kinds, title: (kind: NodeKind) => string): Choice[] {
  return [...kinds.values()].map((kind) => ({
    key: `kind ${kind.kind}`,
    title: title(kind),
    about: kind.description,
    wanted: { kind: kind.kind },
  }));
}

/** Modules run as nodes of the kind that has a field for one. */
export function ofModules(kinds: Kinds, modules: readonly ModuleInShort[]): Choice[] {
  for (const kind of kinds.values()) {
    const field = Object.entries(kind.fields.properties ?? {}).find(
      ([, schema]) => schema.format === "noc-module",
    );
    if (!field) continue;
    return modules
      .filter((module) => module.refused === null)
      .map((module) => ({
        key: `module ${module.name}`,
        title: module.name,
        about: module.title ?? "",
        wanted: { kind: kind.kind, fields: { [field[0]]: module.name }, called: module.name },
      }));
  }
  return [];
}

/** Those that hold every word; the best first: titles that begin with what is searched. */
export function found(choices: readonly Choice[], search: string): Choice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (choice: Choice) =>
    words.some((word) => choice.title.toLowerCase().startsWith(word)) ? 0 : 1;
  return choices
    .filter((choice) =>
      words.every((word) => `${choice.title} ${choice.key} ${choice.about}`.toLowerCase().includes(word)),
    )
    .sort((one, other) => rank(one) - rank(other));
}
