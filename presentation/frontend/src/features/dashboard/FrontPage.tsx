/** The front page: what needs somebody, what runs, what ended last, and what runs next by itself. */
import { Button, List, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { OVER } from "@/ui/states";
import { dayAndTime } from "@/ui/times";
import { WALL } from "@/ui/wall";
import { useOverview } from "./asking";
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
  const first = executions.length === 0 && seen.error === null;
  return (
    <>
      <PageHead title={t("title")} below={room > 0 && t("load", { running, room, waiting: t("load.waiting", { count: waiting }) })}>
        <Button component="a" href="/?kiosk" variant="default" size="compact-md">
          {t("wall")}
        </Button>
      </PageHead>
      <ProblemNote error={seen.error} again={seen.again} />
      {first && (
        <EmptyState title={t("first.title")} action={<ButtonLink to="/procedures">{t("first.action")}</ButtonLink>}>
          {t("first.text")}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          {(seen.error === null || needs.length > 0) && (
            <Part title={t("needs")}>
              <NeedsList needs={needs} />
            </Part>
          )}
          {seesSchedules && !first && (
            <Part title={t("next")} act={<Anchor to="/schedules">{t("schedules")}</Anchor>}>
              {fires.length === 0 && <Text c="dimmed">{t("next.none")}</Text>}
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
            <Part title={t("running")}>
              <ExecutionList executions={executions.filter(({ status }) => !OVER.has(status))} none={t("running.none")} />
            </Part>
            <Part title={t("last")} act={<Anchor to="/executions">{t("all")}</Anchor>}>
              <ExecutionList executions={executions.filter(({ status }) => OVER.has(status)).slice(0, LAST)} none={t("last.none")} />
            </Part>
          </Stack>
        )}
      </SimpleGrid>
    </>
  );
}
