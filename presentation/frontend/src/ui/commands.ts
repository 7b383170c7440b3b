/** What single keys do on the page that is open: registered while it is, heard in one place, told by `?` and the palette. */
import { useEffect, useEffectEvent, useId, useSyncExternalStore } from "react";

export interface Command {
  /** One key, as the browser calls it. */
  readonly key: string;
  /** A translation key, with its namespace. */
  readonly title: string;
  readonly act: () => void;
}

const owned = new Map<string, readonly Command[]>();
let all: readonly Command[] = [];
const listeners = new Set<() => void>();

function register(owner: string, commands: readonly Command[]): void {
  owned.delete(owner);
  if (commands.length > 0) owned.set(owner, commands);
  all = [...owned.values()].flat();
  for (const listener of listeners) listener();
}

export const commands = {
  /** Those of everything that is shown now, in the order in which it came. */
  now: (): readonly Command[] => all,
  /** What a key does: where several want it, whoever came last. */
  of: (key: string): Command | undefined => all.findLast((each) => each.key === key),
  watch(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Registers these as long as the caller is shown; a command without meaning at the moment is left out of the list. */
export function useCommands(wanted: readonly Command[]): void {
  const owner = useId();
  const act = useEffectEvent((place: number) => wanted[place]?.act());
  const names = JSON.stringify(wanted.map(({ key, title }) => [key, title]));
  useEffect(() => {
    const named = JSON.parse(names) as [string, string][];
    register(owner, named.map(([key, title], place) => ({ key, title, act: () => act(place) })));
    return () => register(owner, []);
  }, [owner, names]);
}

export function useOpenCommands(): readonly Command[] {
  return useSyncExternalStore(commands.watch, commands.now);
}

/** Which of a list's items the focus is in, by its `data-item`; else the first of them, if there is any. */
export function itemInFocus<Item>(items: readonly Item[], id: (item: Item) => string): Item | undefined {
  const named = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item;
  return items.find((each) => id(each) === named) ?? items[0];
}

/** Moves the focus into the field in which one looks for something on this page; whether there is one. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[data-search]");
  field?.focus();
  field?.select();
  return field !== null;
}
