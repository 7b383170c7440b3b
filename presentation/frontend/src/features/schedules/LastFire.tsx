/** What became of a schedule the last time: it fired, it was skipped, or it was missed and why. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";
import { useSaid } from "@/ui/useSaid";

interface Fire {
  instant?: string;
  status?: string;
  reason?: string | null;
  reason_said?: unknown;
}

const SHAPES: Readonly<Record<string, string>> = { fired: "succeeded", missed: "failed", skipped: "skipped" };

export function LastFire({ fire }: { fire: unknown }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const said = useSaid();
  if (typeof fire !== "object" || fire === null) {
    return (
      <Text size="sm" c="dimmed">
        {t("last.never")}
      </Text>
    );
  }
  const { instant, status = "", reason, reason_said } = fire as Fire;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <StateShape state={SHAPES[status] ?? "passed"} size={15} />
      <Text size="sm">
        {t(`last.${status}`, { time: clock(instant, i18n.language) })}
        {reason && `: ${said(reason_said, reason)}`}
      </Text>
    </Group>
  );
}
