/** What runs by itself, day by day: every date of a week or a month, when windows are shut, and when clocks change. */
import { ActionIcon, Button, Group, SegmentedControl, Skeleton, Text, Title } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/Problem";
import { usePlans } from "./asking";
import { CalendarDay } from "./CalendarDay";
import { days, midnightOf, midnights, moved, type Span } from "./calendar";
import { ClockNotes } from "./ClockNotes";
import { clockChanges } from "./clocks";
import { zoneOf } from "./order";
import "./calendar.css";

export function Calendar(): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const [span, setSpan] = useState<Span>("week");
  const [at, setAt] = useState(() => midnightOf(Date.now()));
  const between = useMemo(() => midnights(span, at), [span, at]);
  const asked = usePlans(between[0] ?? at, between.at(-1) ?? at);
  const schedules = asked.data?.items ?? [];
  const changes = clockChanges(schedules.flatMap(zoneOf), between);
  const often = schedules.filter(({ plan }) => plan?.more);
  const shown = days(schedules, between);
  const month = new Date(at).getMonth();
  return (
    <>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4">
          {said(span, between, at, i18n.language)}
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t("calendar.span")}
            value={span}
            onChange={(chosen) => setSpan(chosen as Span)}
            data={[
              { value: "week", label: t("calendar.week") },
              { value: "month", label: t("calendar.month") },
            ]}
          />
          <ActionIcon variant="default" aria-label={t("calendar.back")} onClick={() => setAt(moved(span, at, -1))}>
            ‹
          </ActionIcon>
          <Button size="compact-sm" variant="default" onClick={() => setAt(midnightOf(Date.now()))}>
            {t("calendar.today")}
          </Button>
          <ActionIcon variant="default" aria-label={t("calendar.on")} onClick={() => setAt(moved(span, at, 1))}>
            ›
          </ActionIcon>
        </Group>
      </Group>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      <Text size="sm" c="dimmed" mb="xs">
        {t("calendar.says", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
        {often.map(({ name }) => (
          <span key={name}> {t("calendar.often", { name })}</span>
        ))}
      </Text>
      <ClockNotes changes={changes} />
      {shown.some(({ closed }) => closed.length > 0) && (
        <Text size="sm" c="dimmed" mb="xs" component="p" mt={0}>
          <span className="calendar-shut calendar-sample" aria-hidden /> {t("calendar.shut")}
        </Text>
      )}
      {asked.isPending && <Skeleton h={240} />}
      {asked.data && shown.every(({ entries }) => entries.length === 0) && <Text mb="xs">{t("calendar.none")}</Text>}
      {asked.data && (
        <ol className={`calendar calendar-${span}`}>
          {shown.map((day) => (
            <CalendarDay key={day.midnight} day={day} span={span} outside={span === "month" && new Date(day.midnight).getMonth() !== month} />
          ))}
        </ol>
      )}
    </>
  );
}

/** `21–27 November 2026`, or `November 2026`. */
function said(span: Span, between: readonly number[], at: number, language: string): string {
  if (span === "month") return new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(at);
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).formatRange(between[0] ?? at, between.at(-2) ?? at);
}
