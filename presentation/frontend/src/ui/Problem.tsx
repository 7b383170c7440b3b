/** An error in people's words: what happened, what to do, and what support needs to find it again. */
import { Alert, Button, Code, CopyButton, Group, List, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { useCodeWords } from "./useCodeWords";

export function ProblemNote({ error, again }: { error: unknown; again?: () => void }): ReactNode {
  const { t, i18n } = useTranslation("ui");
  const byCode = useCodeWords();
  if (error === null || error === undefined) return null;
  const problem = error instanceof Problem ? error : new Problem(-1, "screen", String(error));
  const known = `problem.${problem.code}`;
  const { words, detail } = i18n.exists(known, { ns: "ui" })
    ? { words: t(known), detail: "" }
    : byCode(problem.code, problem.detail || t("problem.unforeseen"));
  const facts = `${problem.code} ${problem.requestId}`.trim();
  return (
    <Alert color="red" variant="light" role="alert" title={t("problem.title")}>
      <Text size="sm">{words}</Text>
      {detail && (
        <Text size="xs" c="dimmed">
          {detail}
        </Text>
      )}
      {problem.errors.length > 0 && (
        <List size="sm" mt={4}>
          {problem.errors.map((each, place) => (
            <List.Item key={place}>
              {each.path && <Code>{each.path}</Code>} {byCode(each.code, each.message).words}
            </List.Item>
          ))}
        </List>
      )}
      <Group gap="xs" mt="xs">
        {again && (
          <Button size="compact-sm" variant="default" onClick={again}>
            {t("again")}
          </Button>
        )}
        <CopyButton value={facts}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="subtle" color="red" onClick={copy}>
              {copied ? t("copied") : t("problem.copy", { code: problem.code })}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
