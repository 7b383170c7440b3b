/** A card of the inbox: what is asked, for whom, what a yes lets run, how long there is, and the answer. */
import { Badge, Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { StatusBadge } from "@/ui/StatusBadge";
import { AnswerForm } from "./AnswerForm";
import { useBehind, useNow } from "./asking";
import { type Question, sharedText } from "./cards";
import { HostChoice } from "./HostChoice";
import { Quorum } from "./Quorum";
import { TimeLeft } from "./TimeLeft";

export function QuestionCard({ questions }: { questions: readonly Question[] }): ReactNode {
  const { t } = useTranslation("approvals");
  const mayAnswer = useMay("execution.approve");
  const now = useNow();
  const [left, leave] = useState<ReadonlySet<string>>(new Set());
  const first = questions[0] as Question;
  const behind = useBehind(first).data;
  const step = behind?.step;
  const text = sharedText(questions);
  const chosen = questions.length === 1 ? questions : questions.filter((each) => !left.has(each.id));
  const params = Object.entries(first.params);
  const over = questions.every((each) => Date.parse(each.expires_at) <= now);
  return (
    <Paper withBorder p="md" bg="var(--noc-surface)" data-testid="question">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
            {text ?? t("hosts_ask", { count: questions.length, node: first.node })}
          </Title>
          <TimeLeft until={first.expires_at} from={first.asked_at} now={now} />
        </Group>
        <Group gap="xs">
          <Badge variant="outline" color="gray" c="var(--noc-plain-text)">
            {t(`kind.${first.kind}`)}
          </Badge>
          {first.risk === "high" && <Badge color="red.9">{t("risk.high")}</Badge>}
          <Anchor size="sm" to="/executions/$execution" params={{ execution: String(first.execution_number) }}>
            {`#${first.execution_number} ${first.procedure}`}
          </Anchor>
          <Text size="sm" c="dimmed">
            {t("asked_for", { name: first.asked_for.name })}
          </Text>
          {first.kind === "approval" && <Quorum question={first} />}
        </Group>
        {step && first.kind === "approval" && (
          <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
            {t("will_run")} <b>{step.title}</b> <Code>{`${step.module} ${step.args}`.trim()}</Code>
          </Text>
        )}
        {params.length > 0 && (
          <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
            {t("with")}{" "}
            {params.map(([name, value]) => (
              <Code key={name} mr={6}>
                {`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`}
              </Code>
            ))}
          </Text>
        )}
        {behind?.hosts ? (
          <Text size="sm">{t("on_all", { count: behind.hosts })}</Text>
        ) : (
          <HostChoice questions={questions} showText={text === null} left={left} onLeave={leave} />
        )}
        {over && <StatusBadge state="expired" />}
        {!over && mayAnswer && <AnswerForm key={first.node} questions={chosen} onDone={() => leave(new Set())} />}
        {!over && !mayAnswer && <Text c="dimmed">{t("may_not")}</Text>}
      </Stack>
    </Paper>
  );
}
