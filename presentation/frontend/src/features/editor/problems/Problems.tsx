/** Everything the check has found; a click leads to its node. Nothing here keeps a draft from being saved. */
import { Group, ScrollArea, Stack, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCodeWords } from "@/ui/useCodeWords";
import { useEditor } from "../state/useEditing";
import type { Finding } from "../state/useQuestions";
import "./problems.css";

interface Shown {
  findings: readonly Finding[];
  /** Whether they are about the text as it is now. */
  current: boolean;
  unreachable: boolean;
}

const SIGNS: Readonly<Record<string, string>> = { error: "✕", warning: "!" };

export function Problems({ findings, current, unreachable }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const { unreadable, chart, choose } = useEditor();
  const byCode = useCodeWords();
  const local = unreadable.map((each): Finding => ({ severity: "error", code: "yaml", node: null, ...each }));
  const shown = local.length > 0 ? local : findings;
  const errors = shown.filter((each) => each.severity === "error").length;
  const told = [
    errors > 0 && t("problems.errors", { count: errors }),
    shown.length > errors && t("problems.warnings", { count: shown.length - errors }),
  ].filter(Boolean);
  const summary = unreachable
    ? t("problems.unreachable")
    : told.length > 0
      ? told.join(" · ")
      : current
        ? t("problems.none")
        : t("problems.checking");
  return (
    <Stack gap={4} component="section" aria-label={t("problems")} className="problems">
      <Group gap="xs" px="sm" pt={6}>
        <Text size="sm" fw={600} component="h2" m={0}>
          {t("problems")}
        </Text>
        <Text size="sm" c="dimmed" role="status" data-current={current && local.length === 0}>
          {summary}
        </Text>
      </Group>
      {shown.length > 0 && (
        <ScrollArea.Autosize mah={130} type="auto">
          <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {shown.map((each, place) => (
              <li key={place}>
                <UnstyledButton
                  className="problem"
                  disabled={each.node === null}
                  onClick={() =>
                    each.node !== null &&
                    chart.nodes.some((node) => node.id === each.node) &&
                    choose([each.node])
                  }
                >
                  <span className={`problem-sign problem-${each.severity}`} aria-hidden>
                    {SIGNS[each.severity] ?? "·"}
                  </span>
                  <span>
                    <span className="problem-severity">{t(`severity.${each.severity}`)}</span>{" "}
                    {each.node && <b>{each.node}: </b>}
                    {byCode(each.code, each.message).words}
                    <span className="problem-where">
                      {byCode(each.code, each.message).detail}{" "}
                      {each.line !== null && t("problems.line", { line: each.line })} {each.code}
                    </span>
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      )}
    </Stack>
  );
}
