/** All procedures that may be seen: find one, run it. */
import { Group, Paper, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import { useMay } from "@/api/session";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { itemInFocus, useCommands } from "@/ui/commands";
import { EmptyState } from "@/ui/EmptyState";
import { RunsIcon, SearchIcon } from "@/ui/icons";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { SampleButton } from "./SampleButton";

export default function ProceduresPage(): ReactNode {
  const { t } = useTranslation("procedures");
  const mayStart = useMay("execution.start");
  const mayWrite = useMay("procedure.edit");
  const mayEdit = useMay("procedure.publish");
  const [wanted, want] = useState("");
  const asked = useQuery({
    queryKey: ["procedures"],
    queryFn: () =>
      every((cursor) => said(api.GET("/api/v1/procedures", { params: { query: paged(cursor) } }))),
  });
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const all = asked.data?.items ?? [];
  const shown = all.filter((each) =>
    words.every((word) => `${each.name} ${each.title}`.toLowerCase().includes(word)),
  );
  const navigate = useNavigate();
  function go(way: "edit" | "run"): void {
    const meant = itemInFocus(shown.filter(({ version }) => way === "edit" || version > 0), ({ name }) => name);
    if (meant) void navigate({ to: `/procedures/$name/${way}`, params: { name: meant.name } } as never);
  }
  useCommands([
    ...(mayWrite ? [{ key: "e", title: "procedures:key.edit", act: () => go("edit") }] : []),
    ...(mayStart ? [{ key: "x", title: "procedures:key.run", act: () => go("run") }] : []),
  ]);
  return (
    <>
      <PageHead title={t("title")} below={all.length > 0 && t("count", { count: all.length })}>
        <TextInput
          data-search
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<SearchIcon size={15} />}
          value={wanted}
          onChange={(event) => want(event.currentTarget.value)}
          style={{ flex: "1 1 220px" }}
        />
        {mayWrite && <ButtonLink to="/procedures/new">{t("new")}</ButtonLink>}
      </PageHead>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data?.items.length === 0 && (
        <EmptyState title={t("empty.title")} {...(mayEdit ? { action: <SampleButton /> } : {})}>
          {t("empty.text")}
        </EmptyState>
      )}
      {asked.data !== undefined && asked.data.items.length > 0 && shown.length === 0 && (
        <Text c="dimmed">{t("none_found", { wanted })}</Text>
      )}
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {shown.map((each) => (
          <Paper key={each.name} data-item={each.name} component="li" withBorder p="sm" bg="var(--noc-surface)">
            <Group justify="space-between" wrap="nowrap">
              <Stack gap={0} style={{ minWidth: 0 }}>
                <Anchor to="/procedures/$name" params={{ name: each.name }} fw={600}>
                  {each.title || each.name}
                </Anchor>
                <Text size="sm" c="dimmed" truncate>
                  {each.name} · {each.version > 0 ? t("version", { version: each.version }) : t("never_published")}
                  {each.version > 0 && each.unpublished_changes && ` · ${t("unpublished")}`}
                </Text>
              </Stack>
              {mayStart && each.version > 0 && (
                <ButtonLink
                  to="/procedures/$name/run"
                  params={{ name: each.name }}
                  variant="light"
                  size="compact-md"
                  style={{ flexShrink: 0 }}
                  leftSection={<RunsIcon size={14} />}
                  aria-label={t("run_named", { name: each.title || each.name })}
                >
                  {t("run")}
                </ButtonLink>
              )}
            </Group>
          </Paper>
        ))}
      </Stack>
    </>
  );
}
