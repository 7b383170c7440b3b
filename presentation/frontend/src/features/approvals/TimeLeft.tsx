/** How long a question can still be answered, in words and as a bar that runs out. */
import { Progress, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { between } from "@/ui/times";

const SHORT = 20; // per cent

export function TimeLeft({ from, until, now }: { from: string; until: string; now: number }): ReactNode {
  const { t } = useTranslation("approvals");
  const end = Date.parse(until);
  const share = Math.max(0, Math.min(100, (100 * (end - now)) / Math.max(1, end - Date.parse(from))));
  if (share === 0) return null;
  const left = t("time_left", { time: between(new Date(now).toISOString(), until) });
  return (
    <Stack gap={3} w={130} style={{ flexShrink: 0 }}>
      <Text size="sm" ta="right" c={share < SHORT ? "var(--noc-changed-text)" : "dimmed"}>
        {left}
      </Text>
      <Progress value={share} size={4} color={share < SHORT ? "var(--noc-changed)" : "noc"} aria-label={left} />
    </Stack>
  );
}
