/** What the palette offers for what was typed: pure. */

export type Group = "here" | "pages" | "acts" | "procedures" | "runs" | "executions" | "hosts";

/** Something to go to, or to do on the page that is open. `words` is what it is found by. */
export interface Choice {
  id: string;
  group: Group;
  label: string;
  description?: string;
  words: string;
  to?: string;
  params?: Record<string, string>;
  keys?: string;
  act?: () => void;
}

/** The order in which groups are shown, and how many of each: what is nearest to hand comes first. */
const MOST: readonly (readonly [Group, number])[] = [
  ["here", 6],
  ["pages", 6],
  ["procedures", 5],
  ["runs", 5],
  ["hosts", 6],
  ["executions", 6],
  ["acts", 8],
];
/** Before anything is typed: where one could go, and what one could do. */
const UNTYPED: ReadonlySet<Group> = new Set(["here", "pages", "acts"]);
const EVERY_PAGE = 20;

/** Every word that was typed has to be in it; a label that begins so comes first. */
export function offered(choices: readonly Choice[], typed: string): [Group, Choice[]][] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = choices.filter((each) => words.every((word) => `${each.label} ${each.words}`.toLowerCase().includes(word)));
  const begins = (each: Choice) => (words[0] !== undefined && each.label.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return MOST.flatMap(([group, most]) => {
    if (words.length === 0 && !UNTYPED.has(group)) return [];
    const found = fits.filter((each) => each.group === group).toSorted((one, other) => begins(one) - begins(other));
    return found.length > 0 ? [[group, found.slice(0, words.length === 0 ? EVERY_PAGE : most)] as [Group, Choice[]]] : [];
  });
}
