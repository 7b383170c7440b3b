/** The answer: yes or no with a comment, or what was asked for; to every chosen host, one after the other. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStateWord } from "@/ui/stateWord";
import { ProblemNote } from "@/ui/Problem";
import { type Answer, answer } from "./asking";
import { fieldsOf, type Question } from "./cards";
import { AnswerField } from "./AnswerField";
import { beginning, valuesOf } from "./fields";

const MOST_REASON = 1_000;

interface Shown {
  questions: readonly Question[];
  onDone: () => void;
}

export function AnswerForm({ questions, onDone }: Shown): ReactNode {
  const { t } = useTranslation("approvals");
  const word = useStateWord();
  const queries = useQueryClient();
  const [first] = questions;
  const fields = first ? fieldsOf(first) : {};
  const [typed, type] = useState(beginning(fields));
  const [reason, setReason] = useState("");
  const [code, setCode] = useState("");
  const count = questions.length;
  const answering = useMutation({
    mutationFn: async (given: Answer) => {
      for (const question of questions) await answer(question, given);
    },
    onSuccess: (_, given) => {
      notifications.show({
        message: t("answered", { count, outcome: word(given.outcome) }),
        closeButtonProps: { "aria-label": t("ui:close") },
      });
      setReason("");
      onDone();
    },
    // Some may have been answered before one was refused.
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("question") }),
  });
  const asksValues = first?.kind === "input";
  const needsCode = first?.risk === "high";
  function send(outcome: string): void {
    answering.mutate({
      outcome,
      reason: reason.trim(),
      ...(asksValues ? { values: valuesOf(fields, typed) } : {}),
      ...(needsCode && code && outcome === "approved" ? { code } : {}),
    });
  }
  function submitted(event: FormEvent): void {
    event.preventDefault();
    if (asksValues) send("succeeded");
  }
  return (
    <form onSubmit={submitted}>
      <Stack gap="sm" maw={560}>
        {Object.entries(fields).map(([name, schema]) => (
          <AnswerField
            key={name}
            name={name}
            schema={schema}
            value={typed[name] ?? ""}
            onChange={(value) => type({ ...typed, [name]: value })}
          />
        ))}
        <TextInput
          label={t("comment")}
          description={t("comment.kept")}
          maxLength={MOST_REASON}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {needsCode && (
          <TextInput
            label={t("code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <ProblemNote error={answering.error} />
        {asksValues ? (
          <Group>
            <Button type="submit" loading={answering.isPending} disabled={count === 0}>
              {t("send", { count })}
            </Button>
          </Group>
        ) : (
          <Group>
            <Button loading={answering.isPending} disabled={count === 0} onClick={() => send("approved")}>
              {t("approve", { count })}
            </Button>
            <Button
              variant="default"
              disabled={count === 0 || answering.isPending}
              onClick={() => send("refused")}
            >
              {t("refuse", { count })}
            </Button>
          </Group>
        )}
        {count === 0 && <Text size="sm">{t("choose")}</Text>}
      </Stack>
    </form>
  );
}
