/** How many questions wait for an answer, beside the entry of the navigation. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuestions } from "./asking";
import { cardsOf } from "./cards";

export function OpenCount(): ReactNode {
  const { t } = useTranslation("approvals");
  const count = cardsOf(useQuestions("open").data?.items ?? []).length;
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} aria-label={t("open_count", { count })}>
      {count}
    </Badge>
  );
}
