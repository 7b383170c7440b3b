/** Which hosts are meant: all of them, until some are left out. */
import { Checkbox, Group, ScrollArea, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Question } from "./cards";

interface Shown {
  questions: readonly Question[];
  /** Each host is asked something of its own. */
  showText: boolean;
  left: ReadonlySet<string>;
  onLeave: (left: ReadonlySet<string>) => void;
}

const MOST_HIGH = 220;

export function HostChoice({ questions, showText, left, onLeave }: Shown): ReactNode {
  const { t } = useTranslation("approvals");
  const [only] = questions;
  if (questions.length === 1 && only) {
    return <Text size="sm">{t("on_host", { host: only.host })}</Text>;
  }
  const chosen = questions.filter((each) => !left.has(each.id)).length;
  function toggle(id: string): void {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    onLeave(next);
  }
  return (
    <div>
      <Checkbox
        size="sm"
        fw={600}
        label={t("chosen", { count: questions.length, chosen })}
        checked={chosen === questions.length}
        indeterminate={chosen > 0 && chosen < questions.length}
        onChange={() => onLeave(chosen > 0 ? new Set(questions.map((each) => each.id)) : new Set())}
      />
      <ScrollArea.Autosize mah={MOST_HIGH} mt={6} type="auto" viewportProps={{ tabIndex: 0, "aria-label": t("hosts"), role: "group" }}>
        <Group gap="sm" pl="md">
          {questions.map((each) => (
            <Checkbox
              key={each.id}
              size="sm"
              w={showText ? "100%" : "auto"}
              label={each.host}
              description={showText ? each.question : undefined}
              checked={!left.has(each.id)}
              onChange={() => toggle(each.id)}
            />
          ))}
        </Group>
      </ScrollArea.Autosize>
    </div>
  );
}
