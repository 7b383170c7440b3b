/** All schedules: what each runs, where, when next, and what became of it last. */
import { SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { ButtonLink } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { useSchedules } from "./asking";
import { Calendar } from "./Calendar";
import { ScheduleCard } from "./ScheduleCard";

export default function SchedulesPage(): ReactNode {
  const { t } = useTranslation("schedules");
  const mayEdit = useMay("schedule.edit");
  const [view, show] = useState("list");
  const asked = useSchedules();
  const making = mayEdit && <ButtonLink to="/schedules/new">{t("new")}</ButtonLink>;
  const empty = asked.data?.items.length === 0;
  return (
    <>
      <PageHead title={t("title")}>{!empty && making}</PageHead>
      {asked.data && !empty && (
        <SegmentedControl
          mb="md"
          aria-label={t("view")}
          value={view}
          onChange={show}
          data={[
            { value: "list", label: t("view.list") },
            { value: "calendar", label: t("view.calendar") },
          ]}
        />
      )}
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {empty && (
        <EmptyState title={t("empty.title")} {...(making ? { action: making } : {})}>
          {t("empty.text")}
        </EmptyState>
      )}
      {view === "calendar" && asked.data && !empty && <Calendar />}
      <Stack>
        {view === "list" && asked.data?.items.map((each) => <ScheduleCard key={each.id} schedule={each} />)}
      </Stack>
    </>
  );
}
