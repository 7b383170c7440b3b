/** The front page: what needs somebody, what runs, what ended last, and what runs next by itself. */
import { Badge, Button, Group, List, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { useCommands } from "@/ui/commands";
import { DataAge } from "@/ui/DataAge";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { OVER } from "@/ui/states";
import { dayAndTime, timeOfDay } from "@/ui/times";
import { WALL } from "@/ui/wall";
import { type Overview, useOverview } from "./asking";
import { ExecutionList } from "./ExecutionList";
import { NeedsList } from "./NeedsList";
import { loadOf, needsOf, nextFires } from "./needs";
import { Wall } from "./wall/Wall";

const LAST = 8;
const NEXT = 5;

export default function FrontPage(): ReactNode {
  return WALL ? <Wall /> : <Dashboard />;
}

function Dashboard(): ReactNode {
  const { t, i18n } = useTranslation("dashboard");
  const seesSchedules = useMay("schedule.read");
  const seen = useOverview();
  const navigate = useNavigate();
  const go = (to: string) => void navigate({ to: to as never });
  const newest = seen.executions.find(({ status }) => !OVER.has(status));
  useCommands([
    { key: "a", title: "dashboard:key.answer", act: () => go("/approvals") },
    ...(newest ? [{ key: "l", title: "dashboard:key.running", act: () => go(`/executions/${newest.number}`) }] : []),
  ]);
  const head = <PageHead title={t("title")} />;
  if (seen.pending) {
    return (
      <>
        {head}
        <Skeleton h={320} />
      </>
    );
  }
  const { executions, schedules } = seen;
  const needs = needsOf(seen, Date.now());
  const { running, room, waiting } = loadOf(seen.nodes);
  const fires = nextFires(schedules, NEXT);
  const known = (name: string) => seen.old.every((part) => part.name !== name || part.at > 0);
  const first = executions.length === 0 && known("executions");
  const all = seen.old.every(({ at }) => at > 0);
  return (
    <>
      <PageHead
        title={t("title")}
        below={
          <Group gap="0 12px">
            {room > 0 && <span>{t("load", { running, room, waiting: t("load.waiting", { count: waiting }) })}</span>}
            <DataAge at={seen.at} failing={seen.old.length > 0} live={seen.live} />
          </Group>
        }
      >
        <Button component="a" href="/?kiosk" variant="default" size="compact-md">
          {t("wall")}
        </Button>
      </PageHead>
      <ProblemNote error={seen.error} again={seen.again} />
      {seen.old.length > 0 && <Text my="sm">{t("old", { parts: seen.old.map(({ name }) => t(`part.${name}`)).join(", ") })}</Text>}
      {first && (
        <EmptyState title={t("first.title")} action={<ButtonLink to="/procedures">{t("first.action")}</ButtonLink>}>
          {t("first.text")}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          <Part title={t("needs")} act={<Old seen={seen} />}>
            {all || needs.length > 0 ? <NeedsList needs={needs} /> : <Text c="dimmed">{t("unknown")}</Text>}
          </Part>
          {seesSchedules && !first && (
            <Part title={t("next")} act={<Group gap="xs"><Old seen={seen} of="schedules" /><Anchor to="/schedules">{t("schedules")}</Anchor></Group>}>
              {fires.length === 0 && <Text c="dimmed">{t(known("schedules") ? "next.none" : "unknown")}</Text>}
              <List listStyleType="none" spacing={4} size="sm">
                {fires.map(({ at, schedule, procedure }) => (
                  <List.Item key={`${at} ${schedule}`} styles={{ itemLabel: { overflowWrap: "anywhere", minWidth: 0 } }}>
                    {dayAndTime(at, i18n.language)} <b>{schedule}</b> {procedure !== schedule && procedure}
                  </List.Item>
                ))}
              </List>
            </Part>
          )}
        </Stack>
        {!first && (
          <Stack>
            <Part title={t("running")} act={<Old seen={seen} of="executions" />}>
              <ExecutionList executions={executions.filter(({ status }) => !OVER.has(status))} none={t(known("executions") ? "running.none" : "unknown")} />
            </Part>
            <Part title={t("last")} act={<Group gap="xs"><Old seen={seen} of="executions" /><Anchor to="/executions">{t("all")}</Anchor></Group>}>
              <ExecutionList executions={executions.filter(({ status }) => OVER.has(status)).slice(0, LAST)} none={t(known("executions") ? "last.none" : "unknown")} />
            </Part>
          </Stack>
        )}
      </SimpleGrid>
    </>
  );
}

/** Marks what could not be asked for last time, with when it was known; `of` one part, else of the oldest of all. */
function Old({ seen, of }: { seen: Overview; of?: string }): ReactNode {
  const { t, i18n } = useTranslation("dashboard");
  const old = seen.old.filter(({ name, at }) => at > 0 && (of === undefined || name === of));
  if (old.length === 0) return null;
  const oldest = new Date(Math.min(...old.map(({ at }) => at))).toISOString();
  return (
    <Badge color="yellow" variant="filled" c="black" tt="none">
      {t("old_at", { time: timeOfDay(oldest, i18n.language) })}
    </Badge>
  );
}
