/** Says of an execution, or of a schedule, that it only says what it would change. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function DryRunBadge({ of }: { of: { check_mode?: boolean } }): ReactNode {
  const { t } = useTranslation("ui");
  if (!of.check_mode) return null;
  return (
    <Badge size="sm" variant="outline" color="gray" c="var(--noc-plain-text)" tt="none" title={t("dry_run.means")}>
      ◇ {t("dry_run")}
    </Badge>
  );
}
