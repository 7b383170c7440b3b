/** What people should know when clocks are put forward or back. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ClockChange } from "./clocks";

export function ClockNotes({ changes }: { changes: readonly ClockChange[] }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const day = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  return changes.map(({ zone, midnight, minutes }) => (
    <Text key={`${zone} ${midnight}`} size="sm" mb={4} c="var(--noc-changed-text)">
      ⚠ {t(minutes > 0 ? "clocks.forward" : "clocks.back", { zone, day: day.format(midnight), minutes: Math.abs(minutes) })}
    </Text>
  ));
}
