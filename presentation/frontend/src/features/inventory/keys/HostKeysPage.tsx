/** Host keys that are unknown or have changed: people say whether they are the host's. */
import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { useOpenReviews } from "./asking";
import { ReviewCard } from "./ReviewCard";

export default function HostKeysPage(): ReactNode {
  const { t } = useTranslation("inventory");
  const asked = useOpenReviews();
  return (
    <>
      <PageHead title={t("keys.title")} below={<Anchor to="/inventory">{t("all")}</Anchor>} />
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data?.items.length === 0 && <EmptyState title={t("keys.empty")}>{t("keys.empty.text")}</EmptyState>}
      <Stack>
        {asked.data?.items.map((each) => (
          <ReviewCard key={each.id} review={each} />
        ))}
      </Stack>
    </>
  );
}
