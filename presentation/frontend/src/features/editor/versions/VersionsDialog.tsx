/** The published versions, and what the draft or one of them changed against another: seen in the picture. */
import { Group, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../dialogs/Dialog";
import { api, said } from "@/api/client";
import { every } from "@/api/every";
import { ProblemNote } from "@/ui/Problem";
import { read } from "../model/chart";
import { compare } from "../model/diff";
import { useEditor } from "../state/useEditing";
import { ComparedChart } from "./ComparedChart";

const DRAFT = "draft";

export function VersionsDialog({
  name,
  opened,
  onClose,
}: {
  name: string;
  opened: boolean;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation("editor");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("versions.title")} size="90%">
      {opened && <Versions name={name} />}
    </Dialog>
  );
}

function Versions({ name }: { name: string }): ReactNode {
  const { t } = useTranslation("editor");
  const { text, kinds } = useEditor();
  const listed = useQuery({
    queryKey: ["versions", name, "all"],
    queryFn: () =>
      every((cursor) =>
        said(
          api.GET("/api/v1/procedures/{name}/versions", {
            params: { path: { name }, query: { limit: 200, ...(cursor ? { cursor } : {}) } },
          }),
        ),
      ),
  });
  const versions = listed.data?.items ?? [];
  const [older, setOlder] = useState<string | null>(null);
  const [newer, setNewer] = useState<string>(DRAFT);
  const before = older ?? (versions[0] ? String(versions[0].number) : null);
  const texts = useQuery({
    queryKey: ["compared", name, before, newer],
    queryFn: () => Promise.all([textOf(name, before ?? ""), newer === DRAFT ? null : textOf(name, newer)]),
    enabled: before !== null,
  });
  if (listed.isPending) return <Skeleton h={200} />;
  if (listed.error) return <ProblemNote error={listed.error} />;
  if (versions.length === 0) return <Text>{t("versions.none")}</Text>;
  const offered = versions.map((each) => ({
    value: String(each.number),
    label: [t("versions.number", { number: each.number }), each.published_by.name, each.comment]
      .filter(Boolean)
      .join(" · "),
  }));
  const [one, other] = texts.data ?? [null, null];
  const charts = [one, newer === DRAFT ? text : other].map((each) =>
    each === null ? null : read(each, kinds),
  );
  const [from, to] = charts;
  const compared = from && to && "chart" in from && "chart" in to ? compare(from.chart, to.chart) : null;
  return (
    <Stack gap="sm">
      <Group>
        <Select
          label={t("versions.from")}
          size="sm"
          w={300}
          allowDeselect={false}
          data={offered}
          value={before}
          onChange={setOlder}
        />
        <Select
          label={t("versions.to")}
          size="sm"
          w={300}
          allowDeselect={false}
          data={[{ value: DRAFT, label: t("versions.draft") }, ...offered]}
          value={newer}
          onChange={(next) => setNewer(next ?? DRAFT)}
        />
      </Group>
      <ProblemNote error={texts.error} />
      {compared && <ComparedChart compared={compared} />}
    </Stack>
  );
}

async function textOf(name: string, number: string): Promise<string> {
  return (
    await said(api.GET("/api/v1/procedures/{name}/versions/{number}", { params: { path: { name, number } } }))
  ).text;
}
