/** Questions that are over: what became of each, who said so, and why. */
import { Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { useStateWord } from "@/ui/stateWord";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { answersOf, type Question } from "./cards";

export function ClosedList({ questions }: { questions: readonly Question[] }): ReactNode {
  const { t, i18n } = useTranslation("approvals");
  const word = useStateWord();
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {questions.map((each) => (
        <Paper key={each.id} component="li" withBorder p="sm" bg="var(--noc-surface)">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text fw={600} style={{ overflowWrap: "anywhere" }}>
              {each.question}
            </Text>
            <StatusBadge state={each.outcome ?? "cancelled"} />
          </Group>
          <Text size="sm" c="dimmed">
            {each.host} ·{" "}
            <Anchor underline="always" to="/executions/$execution" params={{ execution: String(each.execution_number) }}>
              {`#${each.execution_number} ${each.procedure}`}
            </Anchor>{" "}
            · {clock(each.closed_at, i18n.language)}
          </Text>
          {answersOf(each).map((given) => (
            <Text key={given.by} size="sm">
              {t("said", { by: given.by, outcome: word(given.outcome) })}
              {given.reason && ` “${given.reason}”`}
            </Text>
          ))}
        </Paper>
      ))}
    </Stack>
  );
}
