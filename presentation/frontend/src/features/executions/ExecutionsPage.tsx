/** All executions, newest first, a sentence each. */
import { Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@mantine/core";
import { api, said } from "@/api/client";
import { useTrouble } from "@/api/kept";
import { listInterval, useLists } from "@/api/lists";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { itemInFocus, useCommands } from "@/ui/commands";
import { DataAge } from "@/ui/DataAge";
import { DryRunBadge } from "@/ui/DryRunBadge";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { OVER } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { useSentence } from "@/ui/useSentence";
import { useOther } from "./useOther";

const AGAIN_MS = 3_000;

export default function ExecutionsPage(): ReactNode {
  const { t, i18n } = useTranslation("executions");
  const sentence = useSentence();
  const live = useLists();
  const asked = useInfiniteQuery({
    queryKey: ["executions"],
    queryFn: ({ pageParam }) =>
      said(api.GET("/api/v1/executions", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    refetchInterval: listInterval(live, AGAIN_MS),
    retry: false, // the next round asks again, and says so meanwhile
    meta: { list: "executions" },
  });
  const trouble = useTrouble(asked);
  const items = asked.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const navigate = useNavigate();
  const toOther = useOther(() => itemInFocus(items, ({ id }) => id));
  const running = items.find(({ status }) => !OVER.has(status));
  useCommands([
    ...toOther,
    ...(running ? [{ key: "l", title: "executions:key.running", act: () => void navigate({ to: `/executions/${running.number}` as never }) }] : []),
  ]);
  return (
    <>
      <PageHead title={t("title")} below={<DataAge at={asked.dataUpdatedAt} failing={asked.isError} live={live} />} />
      <ProblemNote error={trouble.error} again={() => void asked.refetch()} />
      {trouble.waits && <Skeleton h={240} />}
      {asked.data && items.length === 0 && (
        <EmptyState title={t("empty.title")} action={<ButtonLink to="/procedures">{t("empty.action")}</ButtonLink>}>
          {t("empty.text")}
        </EmptyState>
      )}
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {items.map((each) => (
          <Paper key={each.id} data-item={each.id} component="li" withBorder p="sm" bg="var(--noc-surface)">
            <Group justify="space-between" gap="xs">
              <Anchor to="/executions/$execution" params={{ execution: String(each.number) }} fw={600}>
                {`#${each.number} ${String(each.procedure.name)}`}
              </Anchor>
              <Group gap="xs">
                <DryRunBadge of={each} />
                <StatusBadge state={each.status} />
              </Group>
            </Group>
            <Text size="sm">{sentence(each)}</Text>
            <Text size="xs" c="dimmed">
              {clock(each.created_at, i18n.language)} · {each.actor.name}
            </Text>
          </Paper>
        ))}
      </Stack>
      {asked.hasNextPage && (
        <Button mt="md" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
