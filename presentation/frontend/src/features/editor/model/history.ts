// Everything that was done to a text since it was opened, undoable step by step.
import type { Command, CommandName } from "./command";
import type { Kinds } from "./kinds";

export interface Step {
  readonly name: CommandName;
  readonly text: string;
  readonly select: readonly string[];
}

export interface History {
  readonly past: readonly Step[];
  readonly text: string;
  readonly select: readonly string[];
  readonly future: readonly Step[];
}

export const MOST_STEPS = 500;

export function opened(text: string): History {
  return { past: [], text, select: [], future: [] };
}

/** Run a command. Typing goes into the step before it when that was typing as well and `together` is true. */
export function perform(history: History, command: Command, kinds: Kinds, together = false): History {
  const { text, select } = command.run(history.text, kinds);
  if (text === history.text) return select ? { ...history, select } : history;
  const last = history.past.at(-1);
  const joins = together && command.name === "type" && last?.name === "type" && history.future.length === 0;
  const step: Step = { name: command.name, text: history.text, select: history.select };
  const past = joins ? history.past : [...history.past, step].slice(-MOST_STEPS);
  return { past, text, select: select ?? history.select, future: [] };
}

export function undo(history: History): History {
  const last = history.past.at(-1);
  if (!last) return history;
  const undone: Step = { name: last.name, text: history.text, select: history.select };
  return {
    past: history.past.slice(0, -1),
    text: last.text,
    select: last.select,
    future: [undone, ...history.future],
  };
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  const redone: Step = { name: next.name, text: history.text, select: history.select };
  return { past: [...history.past, redone], text: next.text, select: next.select, future };
}

export function choose(history: History, select: readonly string[]): History {
  return { ...history, select };
}
