/** The word of a node kind in the reader's language; a kind that is new here is called as it calls itself. */
import { useTranslation } from "react-i18next";

export function useKindWord(): (kind: string, title?: string) => string {
  const { t } = useTranslation("ui");
  return (kind, title) => t(`kind.${kind}`, { defaultValue: title ?? kind });
}
