/** One question, open or closed, at an address of its own. */
import { Skeleton } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { useQuestion } from "./asking";
import { ClosedList } from "./ClosedList";
import { QuestionCard } from "./QuestionCard";

export default function QuestionPage(): ReactNode {
  const { t } = useTranslation("approvals");
  const { question = "" } = useParams({ strict: false }) as { question?: string };
  const { data, error } = useQuestion(question);
  return (
    <>
      <PageHead title={t("one")} below={<Anchor to="/approvals">{t("all")}</Anchor>} />
      <ProblemNote error={error} />
      {data === undefined && !error && <Skeleton h={240} />}
      {data?.status === "open" && <QuestionCard questions={[data]} />}
      {data && data.status !== "open" && <ClosedList questions={[data]} />}
    </>
  );
}
