/** One schedule: its trigger, its next five dates, its last, and the way to end it. */
import { Alert, Badge, Code, Group, List, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DryRunBadge } from "@/ui/DryRunBadge";
import { dayAndTime } from "@/ui/times";
import { useSaid } from "@/ui/useSaid";
import { KEY } from "./asking";
import { daysUntil } from "./calendar";
import { ClockNotes } from "./ClockNotes";
import { clockChanges } from "./clocks";
import { useTimesInWords } from "./inWords";
import { LastFire } from "./LastFire";
import { everyOf, isWithoutHosts, TIMED, targetText, triggerText, zoneOf } from "./order";

/** Those that fire when something is sent, not by the clock. */
const HEARS: ReadonlySet<string> = new Set(["webhook", "queue", "trap"]);

interface Schedule {
  id: string;
  name: string;
  trigger: Record<string, unknown>;
  procedure: Record<string, unknown>;
  target: Record<string, unknown>;
  overlap?: string;
  check_mode?: boolean;
  next_fires: string[];
  warnings: unknown[];
  warnings_said?: unknown[];
  last_fire?: unknown;
}

export function ScheduleCard({ schedule }: { schedule: Schedule }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const saying = useSaid();
  const mayEdit = useMay("schedule.edit");
  const procedure = String(schedule.procedure.name);
  const kind = String(schedule.trigger.kind);
  const inWords = useTimesInWords();
  const every = everyOf(schedule.trigger);
  const words = kind === "cron" ? inWords(String(schedule.trigger.expression)) : every && t(`every.${every.unit}`, { count: every.count });
  return (
    <Paper component="section" withBorder p="md" bg="var(--noc-surface)" aria-label={schedule.name}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb={4}>
        <Title order={2} size="h4" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          {schedule.name}
        </Title>
        {mayEdit && (
          <ConfirmButton
            label={t("end")}
            title={t("end_named", { name: schedule.name })}
            says={t("end.says")}
            act={() => said(api.DELETE("/api/v1/schedules/{schedule}", { params: { path: { schedule: schedule.id } } }))}
            refresh={[KEY]}
            style={{ flexShrink: 0 }}
          />
        )}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing="xs">
        <Stack gap={6} style={{ minWidth: 0 }}>
          <Text size="sm">
            <Anchor size="sm" fw={600} to="/procedures/$name" params={{ name: procedure }}>
              {procedure}
            </Anchor>{" "}
            {isWithoutHosts(schedule.target) ? t("on_none") : t("on", { target: targetText(schedule.target) })}
          </Text>
          {words && <Text size="sm">{words}</Text>}
          <Group gap="xs">
            <Badge variant="outline" color="gray" c="var(--noc-plain-text)">
              {t(`kind.${kind}`)}
            </Badge>
            {!every && <Code style={{ overflowWrap: "anywhere", minWidth: 0 }}>{triggerText(schedule.trigger, i18n.language)}</Code>}
            <DryRunBadge of={schedule} />
          </Group>
          <Text size="sm" c="dimmed">
            {`${t("overlap")}: ${t(`overlap.${schedule.overlap ?? "together"}`)}`}
          </Text>
        </Stack>
        <Stack gap={6}>
          <Text size="sm" fw={600}>
            {t("next")}
          </Text>
          {schedule.next_fires.length === 0 && (
            <Text size="sm" c="dimmed">
              {t(TIMED.has(kind) ? "next.none" : "next.message")}
            </Text>
          )}
          <List size="sm" listStyleType="none">
            {schedule.next_fires.map((each) => (
              <List.Item key={each}>{dayAndTime(each, i18n.language)}</List.Item>
            ))}
          </List>
          <ClockNotes changes={clockChanges(zoneOf(schedule), daysUntil(schedule.next_fires.at(-1), Date.now()))} />
          {HEARS.has(kind) ? (
            <Anchor size="sm" to="/schedules/$schedule/messages" params={{ schedule: schedule.id }}>
              {t("messages")}
            </Anchor>
          ) : (
            <LastFire fire={schedule.last_fire} />
          )}
        </Stack>
      </SimpleGrid>
      {schedule.warnings.length > 0 && (
        <Alert color="yellow" variant="light" mt="sm" p="xs">
          {schedule.warnings.map((each, place) => saying(schedule.warnings_said?.[place], String(each))).join(" ")}
        </Alert>
      )}
    </Paper>
  );
}
