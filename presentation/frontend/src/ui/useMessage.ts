/** How a step or a walk ended, in the reader's language, as far as it is the product that says it. */
import { type CodeWords, useCodeWords } from "./useCodeWords";
import { useSaid } from "./useSaid";

interface Message {
  readonly message?: string | null | undefined;
  readonly code?: string | null | undefined;
  /** What the message is made of; nothing where a module or a person says it, and of an older scheduler. */
  readonly said?: unknown;
}

/** A sentence is worded whole; what has only a code keeps the English behind it, and all else stays as it is. */
export function useMessage(): (message: Message) => CodeWords {
  const said = useSaid();
  const byCode = useCodeWords();
  return ({ message, code, said: made }) =>
    made ? { words: said(made, message), detail: "" } : byCode(code, message ?? "");
}
