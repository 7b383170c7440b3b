/** How many questions wait for an answer, beside the entry of the navigation. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOpenCount } from "./asking";

export function OpenCount(): ReactNode {
  const { t } = useTranslation("approvals");
  const { count, more } = useOpenCount().data ?? { count: 0, more: false };
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10 && !more} aria-label={t("open_count", { count })}>
      {more ? `${count}+` : count}
    </Badge>
  );
}
