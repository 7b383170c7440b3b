/** What is looked for in the audit, as the address says it and as the server takes it: pure. */

export const NAMES = ["actor", "verb", "outcome", "text", "request_id", "since", "until"] as const;
export type Name = (typeof NAMES)[number];
export type Search = Partial<Record<Name, string>>;
export const OUTCOMES = ["done", "refused", "failed", "asked"] as const;

/** What of an address's query is ours; anything else in it is nobody's. */
export function searchOf(query: Readonly<Record<string, unknown>>): Search {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = query[name];
      const text = typeof value === "number" ? String(value) : value;
      return typeof text === "string" && text.trim() !== "" ? [[name, text]] : [];
    }),
  );
}

/** The same for the server: local times become instants; a time that is none is left out. */
export function queryOf(search: Search): Search {
  const entries = Object.entries(search).flatMap(([name, value]) => {
    if (name !== "since" && name !== "until") return [[name, value.trim()]];
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? [] : [[name, at.toISOString()]];
  });
  return Object.fromEntries(entries);
}

/** Where all that was found can be fetched from, for other programs. */
export function exportAddress(search: Search, format: "csv" | "jsonl"): string {
  return `/api/v1/audit/export?${new URLSearchParams({ format, ...queryOf(search) }).toString()}`;
}

const ACT = "act.";

/** All acts that have words, in the order of these; and `chosen`, whatever an address says. */
export function actsOf(words: Readonly<Record<string, string>>, chosen?: string): { value: string; label: string }[] {
  const known = Object.entries(words)
    .filter(([key]) => key.startsWith(ACT))
    .map(([key, label]) => ({ value: key.slice(ACT.length), label }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  const isKnown = chosen === undefined || known.some(({ value }) => value === chosen);
  return isKnown ? known : [...known, { value: chosen, label: chosen }];
}
