/** How many must approve, as dots that fill; and who has. */
import { Group, Text, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { answersOf, type Question } from "./cards";

export function Quorum({ question }: { question: Question }): ReactNode {
  const { t } = useTranslation("approvals");
  const names = answersOf(question).map((each) => each.by);
  const words = t("quorum", { count: question.quorum, given: names.length });
  return (
    <Tooltip label={names.join(", ")} disabled={names.length === 0}>
      <Group gap={4} wrap="nowrap" tabIndex={names.length > 0 ? 0 : undefined}>
        {Array.from({ length: question.quorum }, (_, place) => (
          <StateShape key={place} state={place < names.length ? "approved" : "queued"} size={14} />
        ))}
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Group>
    </Tooltip>
  );
}
