/** What can be allowed, as the server's closed list has it, by the noun it is about. */
import type { components } from "@/api/schema";

export type Verb = NonNullable<components["schemas"]["NewToken"]["verbs"]>[number];

const NOUNS: Readonly<Record<string, readonly string[]>> = {
  procedure: ["read", "edit", "publish"],
  execution: ["read", "start", "operate", "approve"],
  schedule: ["read", "edit"],
  inventory: ["read", "edit"],
  executor_node: ["read", "manage"],
  notification: ["read", "manage"],
  credential: ["read", "use", "manage"],
  audit: ["read"],
  account: ["read", "manage"],
};

export const VERBS: readonly Verb[] = Object.entries(NOUNS).flatMap(([noun, acts]) =>
  acts.map((act) => `${noun}.${act}` as Verb),
);

/** With everything that reading belongs to: who may change something has to see it. */
export function withReading(verbs: readonly string[]): Verb[] {
  const wanted = new Set<string>(verbs.flatMap((verb) => [verb, `${verb.split(".")[0]}.read`]));
  return VERBS.filter((verb) => wanted.has(verb));
}
