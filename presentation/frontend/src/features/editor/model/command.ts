// An edit of a procedure's text: a name for the undo button, and a function from text to text.
import { open, print, type Source } from "./document";
import type { Kinds } from "./kinds";

export interface Edited {
  readonly text: string;
  /** The nodes to select afterwards; null leaves the selection as it is. */
  readonly select: readonly string[] | null;
}

export interface Command {
  /** Under `editor.command.` in the translations. */
  readonly name: CommandName;
  readonly run: (text: string, kinds: Kinds) => Edited;
}

export type CommandName =
  | "add"
  | "remove"
  | "removeBranch"
  | "rename"
  | "connect"
  | "disconnect"
  | "field"
  | "move"
  | "tidy"
  | "paste"
  | "duplicate"
  | "type"
  | "replace";

/** A command that changes the document in place; `change` returns what to select, null for no other selection. */
export function command(
  name: CommandName,
  change: (document: Source, kinds: Kinds) => readonly string[] | null,
): Command {
  return {
    name,
    run: (text, kinds) => {
      const { document, unreadable } = open(text);
      if (unreadable.length > 0) return { text, select: null };
      const select = change(document, kinds);
      return { text: print(document), select };
    },
  };
}

/** The text as somebody typed or took it over, as it is. */
export function say(text: string, name: "type" | "replace" = "type"): Command {
  return { name, run: () => ({ text, select: null }) };
}
