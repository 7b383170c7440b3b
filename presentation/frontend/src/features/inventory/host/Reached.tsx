/** Whether a host was reached when it was last looked at, by whom, and what it said. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";

interface Look {
  status: string;
  message: string;
  banner: string | null;
  executor_node: string;
  at: string;
}

export function Reached({ reached }: { reached: Look }): ReactNode {
  const { t, i18n } = useTranslation("inventory");
  const good = reached.status === "reachable";
  return (
    <>
      <Group gap={6}>
        <StateShape state={good ? "succeeded" : "unreachable"} />
        <Text fw={500} c={good ? "var(--noc-good-text)" : "var(--noc-away-text)"}>
          {t(`reached.${reached.status}`)}
        </Text>
      </Group>
      {reached.message && <Text size="sm">{reached.message}</Text>}
      {reached.banner && (
        <Text size="sm" ff="monospace">
          {reached.banner}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("seen_by", { name: reached.executor_node, time: clock(reached.at, i18n.language) })}
      </Text>
    </>
  );
}
