/** The choices that fit what is searched: kinds at once, modules as the executor nodes tell of them. */
import { useMemo } from "react";
import { useEditor } from "../state/useEditing";
import { useModules } from "../state/useQuestions";
import { useWords } from "../state/useWords";
import { found, ofKinds, ofModules, type Choice } from "./choices";

export function useChoices(search: string): Choice[] {
  const { kinds } = useEditor();
  const words = useWords();
  const { data } = useModules(search);
  return useMemo(() => {
    const all = [...ofKinds(kinds, (kind) => words.kind(kind, kind.kind)), ...ofModules(kinds, data ?? [])];
    return found(all, search);
  }, [kinds, words, data, search]);
}
