// The titles and descriptions of node kinds and their fields in the reader's language; what has no words stays as it came.
import type { JsonSchema, NodeKind } from "./kinds";

/** Takes the kind, where in it (`retries.max.title`), and the scheduler's English. */
export type Say = (kind: string, place: string, english: string) => string;

export function inWords(kinds: readonly NodeKind[], say: Say): NodeKind[] {
  return kinds.map((kind) => ({
    ...kind,
    title: say(kind.kind, "title", kind.title),
    description: say(kind.kind, "description", kind.description),
    fields: worded(kind.fields, "", (place, english) => say(kind.kind, place, english)),
  }));
}

/** Items and alternatives stand where that stands which holds them. */
function worded(schema: JsonSchema, path: string, say: (place: string, english: string) => string): JsonSchema {
  const { title, description, properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(title === undefined ? {} : { title: say(`${path}title`, title) }),
    ...(description === undefined ? {} : { description: say(`${path}description`, description) }),
    ...(items === undefined ? {} : { items: worded(items, path, say) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((each) => worded(each, path, say)) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) => [name, worded(each, `${path}${name}.`, say)]),
          ),
        }),
  };
}
