/** The editor's words for what the scheduler names: translated where they are known, as they came otherwise. */
import { useTranslation } from "react-i18next";
import { useKindWord } from "@/ui/kindWord";
import type { NodeKind } from "../model/kinds";

export function useWords() {
  const { t } = useTranslation("editor");
  const kindWord = useKindWord();
  return {
    kind: (kind: NodeKind | undefined, name: string) => kindWord(name, kind?.title),
    outcome: (name: string) =>
      t(`outcome.${name}`, {
        defaultValue: name.startsWith("branch_") ? t("branch", { number: name.slice(7) }) : name,
      }),
  };
}
