// Ids of nodes: what may be one, and which are still free.

const ID = /^[a-z][a-z0-9_]{0,62}$/;
const LONGEST = 63;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** An id made of words people wrote, such as a module's name. */
export function idFrom(words: string): string {
  const last = words.split(".").at(-1) ?? "";
  const cleaned = last
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return cleaned.slice(0, LONGEST) || "step";
}

/** The wanted id, or the same with the smallest number that makes it free. */
export function freeId(wanted: string, taken: { has(id: string): boolean }): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  for (let number = 2; ; number += 1) {
    const ending = `_${number}`;
    const candidate = stem.slice(0, LONGEST - ending.length) + ending;
    if (!taken.has(candidate)) return candidate;
  }
}
