/** The editor's words for what the scheduler names: translated where they are known, as they came otherwise. */
import { useTranslation } from "react-i18next";
import type { NodeKind } from "../model/kinds";

export function useWords() {
  const { t } = useTranslation("editor");
  return {
    kind: (kind: NodeKind | undefined, name: string) =>
      t(`kind.${name}`, { defaultValue: kind?.title ?? name }),
    field: (name: string, title: string | undefined) => t(`field.${name}`, { defaultValue: title ?? name }),
    outcome: (name: string) =>
      t(`outcome.${name}`, {
        defaultValue: name.startsWith("branch_") ? t("branch", { number: name.slice(7) }) : name,
      }),
  };
}
