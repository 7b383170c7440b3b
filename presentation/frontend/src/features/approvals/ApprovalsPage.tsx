/** The inbox: what waits for people, a card for each step that asks; and what was answered. */
import { SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTrouble } from "@/api/kept";
import { useLists } from "@/api/lists";
import { ButtonLink } from "@/ui/Anchor";
import { useCommands } from "@/ui/commands";
import { DataAge } from "@/ui/DataAge";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { type Standing, useQuestions } from "./asking";
import { cardsOf } from "./cards";
import { ClosedList } from "./ClosedList";
import { QuestionCard } from "./QuestionCard";

export default function ApprovalsPage(): ReactNode {
  const { t } = useTranslation("approvals");
  const [status, show] = useState<Standing>("open");
  const live = useLists();
  const asked = useQuestions(status, live);
  const trouble = useTrouble(asked);
  const questions = asked.data?.items ?? [];
  useCommands(status === "open" && questions.length > 0 ? [{ key: "a", title: "approvals:key.answer", act: toAnswer }] : []);
  return (
    <>
      <PageHead title={t("title")} below={status === "open" && <DataAge at={asked.dataUpdatedAt} failing={asked.isError} live={live} />}>
        <SegmentedControl
          aria-label={t("which")}
          value={status}
          onChange={(value) => show(value as Standing)}
          data={[
            { value: "open", label: t("which.open") },
            { value: "closed", label: t("which.closed") },
          ]}
        />
      </PageHead>
      <ProblemNote error={trouble.error} again={() => void asked.refetch()} />
      {trouble.waits && <Skeleton h={240} />}
      {asked.data && questions.length === 0 && (
        <EmptyState
          title={t(`empty.${status}`)}
          action={<ButtonLink to="/procedures">{t("empty.action")}</ButtonLink>}
        >
          {t("empty.text")}
        </EmptyState>
      )}
      {status === "closed" ? (
        <ClosedList questions={questions.toReversed()} />
      ) : (
        <Stack component="ul" p={0} m={0} style={{ listStyle: "none" }}>
          {cardsOf(questions).map((card) => (
            <li key={card.key} data-item={card.key}>
              <QuestionCard questions={card.questions} />
            </li>
          ))}
        </Stack>
      )}
    </>
  );
}

/** Into the answer of the card that the focus is in, else of the first. */
function toAnswer(): void {
  const card = document.activeElement?.closest("[data-item]") ?? document.querySelector("main [data-item]");
  card?.querySelector<HTMLElement>("form input, form textarea, form button")?.focus();
}
