/** The steps of a procedure as a list; those that change something or ask somebody stand out by word and sign. */
import { Badge, Code, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKindWord } from "@/ui/kindWord";
import type { Step } from "./steps";

export function Steps({ steps }: { steps: readonly Step[] }): ReactNode {
  const { t } = useTranslation("procedures");
  const kindWord = useKindWord();
  return (
    <ol style={{ margin: 0, paddingLeft: 22 }}>
      {steps.map((step) => (
        <li key={step.id} style={{ marginBottom: 4 }}>
          <Group gap="4px 8px" component="span" display="inline-flex">
            <Text span size="sm" fw={500}>
              {step.title}
            </Text>
            {step.module ? (
              <Code>{step.module}</Code>
            ) : (
              <Text span size="sm" c="dimmed">
                {kindWord(step.kind)}
              </Text>
            )}
            {step.changes && (
              <Badge size="sm" variant="outline" color="var(--noc-changed-text)" tt="none">
                ▲ {t("step.changes")}
              </Badge>
            )}
            {step.asksPeople && (
              <Badge size="sm" variant="outline" color="var(--noc-waiting-text)" tt="none">
                ‖ {t("step.asks")}
              </Badge>
            )}
          </Group>
        </li>
      ))}
    </ol>
  );
}
