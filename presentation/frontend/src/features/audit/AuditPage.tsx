/** The audit: searched by who, what, about what and when; what is looked for stands in the address. */
import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { useEntries } from "./asking";
import { EntryRow } from "./EntryRow";
import { Filters } from "./Filters";
import { exportAddress, type Search, searchOf } from "./search";
import { Verification } from "./Verification";
import "./audit.css";

export default function AuditPage(): ReactNode {
  const { t } = useTranslation("audit");
  const router = useRouter();
  const search = searchOf(useSearch({ strict: false }) as Record<string, unknown>);
  const asked = useEntries(search);
  const entries = asked.data?.pages.flatMap((page) => page.items) ?? [];
  function look(part: Search): void {
    const next = searchOf({ ...search, ...part });
    void router.navigate({ to: "/audit", search: next, replace: true } as never);
  }
  return (
    <>
      <PageHead title={t("title")} below={t("text")}>
        <Button component="a" href={exportAddress(search, "csv")} download variant="default">
          {t("export.csv")}
        </Button>
        <Button component="a" href={exportAddress(search, "jsonl")} download variant="default">
          {t("export.jsonl")}
        </Button>
      </PageHead>
      <Verification />
      <Filters search={search} onChange={look} />
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data && entries.length === 0 && <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>}
      {entries.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb={6} role="status">
            {t(asked.hasNextPage ? "count_more" : "count", { count: entries.length })}
          </Text>
          <ul className="noc-audit">
            {entries.map((each) => (
              <EntryRow key={each.seq} entry={each} onLook={look} />
            ))}
          </ul>
        </>
      )}
      {asked.hasNextPage && (
        <Group mt="md">
          <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            {t("more")}
          </Button>
        </Group>
      )}
    </>
  );
}
