/** What an arrow says: its outcomes in the reader's language; the usual way says nothing. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Arrow } from "../model/arrows";

const LONGEST = 34;
const FREE = new Set(["succeeded"]); // the usual way needs no label

export function useArrowWords(): (arrow: Arrow) => string {
  const { t, i18n } = useTranslation("executions");
  return useCallback(
    (arrow: Arrow) => {
      const named = arrow.outcomes
        .filter((outcome) => !FREE.has(outcome) || arrow.outcomes.length > 1)
        .map((outcome) => (i18n.exists(`outcome.${outcome}`, { ns: "executions" }) ? t(`outcome.${outcome}`) : outcome))
        .join(", ");
      return named.length > LONGEST ? `${named.slice(0, LONGEST - 1)}…` : named;
    },
    [t, i18n],
  );
}
