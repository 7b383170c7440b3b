/** Executions, a sentence each. */
import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { DryRunBadge } from "@/ui/DryRunBadge";
import { StatusBadge } from "@/ui/StatusBadge";
import { between, clock } from "@/ui/times";
import { useSentence } from "@/ui/useSentence";
import type { Execution } from "./needs";

export function ExecutionList({ executions, none }: { executions: readonly Execution[]; none: string }): ReactNode {
  const { t, i18n } = useTranslation("dashboard");
  const sentence = useSentence();
  if (executions.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {executions.map((each) => (
        <li key={each.id}>
          <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <Anchor to="/executions/$execution" params={{ execution: String(each.number) }} fw={600}>
              {`#${each.number} ${String(each.procedure.name)}`}
            </Anchor>
            <Group gap="xs" wrap="nowrap">
              <DryRunBadge of={each} />
              <StatusBadge state={each.status} />
            </Group>
          </Group>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {sentence(each)}
          </Text>
          <Text size="xs" c="dimmed">
            {each.finished_at
              ? t("over_at", { name: each.actor.name, time: clock(each.finished_at, i18n.language) })
              : t("since", { name: each.actor.name, time: between(each.created_at, null) })}
          </Text>
        </li>
      ))}
    </Stack>
  );
}
