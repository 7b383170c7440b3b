/** A rehearsal of the text as it is: choose how steps end, and see the way light up. Nothing is contacted. */
import { ActionIcon, Button, Group, Select, Stack, Text, Timeline } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { useSaid } from "@/ui/useSaid";
import { KeptYaml } from "../form/Kept";
import type { NodeKind } from "../model/kinds";
import { asMap } from "../model/plain";
import { useEditor } from "../state/useEditing";
import { useWords } from "../state/useWords";
import type { Rehearsed } from "./walked";

interface Shown {
  rehearsed: Rehearsed | null;
  onRehearsed: (rehearsed: Rehearsed | null) => void;
  onClose: () => void;
}

const PEOPLE = "person";
const STEPS = new Set(["task", PEOPLE]);

export function RehearsePanel({ rehearsed, onRehearsed, onClose }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, kinds, text, choose } = useEditor();
  const words = useWords();
  const worded = useSaid();
  const [ends, setEnds] = useState<Readonly<Record<string, string>>>({});
  const [params, setParams] = useState<unknown>(undefined);
  const asked = chart.nodes.flatMap((node) => {
    const kind = kinds.get(node.kind);
    return kind && STEPS.has(kind.purpose_class) ? [{ node, kind }] : [];
  });
  const rehearsing = useMutation({
    mutationFn: async () => {
      const chosen = asked.filter(({ node }) => ends[node.id] !== undefined);
      const entries = (people: boolean) =>
        Object.fromEntries(
          chosen
            .filter(({ kind }) => (kind.purpose_class === PEOPLE) === people)
            .map(({ node }) => [node.id, people ? ends[node.id] : resultOf(ends[node.id] ?? "")]),
        );
      const body = {
        text,
        params: asMap(params) as Record<string, never>,
        results: entries(false),
        answers: entries(true),
      };
      return (await said(
        api.POST("/api/v1/procedures/rehearse", { body: body as never }),
      )) as unknown as Rehearsed;
    },
    onSuccess: onRehearsed,
  });
  const outcomes = (kind: NodeKind) =>
    kind.outcomes.map((outcome) => ({ value: outcome, label: words.outcome(outcome) }));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600}>{t("rehearse.title")}</Text>
        <ActionIcon variant="subtle" aria-label={t("close")} onClick={onClose}>
          ✕
        </ActionIcon>
      </Group>
      <Text size="xs" c="dimmed">
        {t("rehearse.text")}
      </Text>
      {asked.map(({ node, kind }) => (
        <Select
          key={node.id}
          size="xs"
          label={node.title}
          placeholder={words.outcome(kind.outcomes[0] ?? "succeeded")}
          clearable
          data={outcomes(kind)}
          value={ends[node.id] ?? null}
          onChange={(outcome) => {
            const { [node.id]: _before, ...others } = ends;
            setEnds(outcome === null ? others : { ...ends, [node.id]: outcome });
          }}
        />
      ))}
      <KeptYaml
        label={t("rehearse.params")}
        wrong={t("form.not_yaml")}
        value={params}
        onSay={setParams}
        placeholder="service: nginx"
      />
      <Button onClick={() => rehearsing.mutate()} loading={rehearsing.isPending}>
        {t("rehearse.go")}
      </Button>
      <ProblemNote error={rehearsing.error} />
      {rehearsed?.hosts.map((host) => (
        <Stack key={host.name} gap="xs" role="status">
          <StatusBadge state={host.status} />
          {host.reason && <Text size="sm">{worded(host.reason_said, host.reason)}</Text>}
          <Timeline bulletSize={14} lineWidth={2} active={host.visits.length}>
            {host.visits.map((visit, place) => (
              <Timeline.Item
                key={place}
                title={
                  <Text
                    component="button"
                    size="sm"
                    fw={600}
                    className="palette-choice"
                    onClick={() => choose([visit.node])}
                  >
                    {chart.nodes.find((node) => node.id === visit.node)?.title ?? visit.node}
                  </Text>
                }
              >
                <Text size="xs" c="dimmed">
                  {visit.outcome === null ? t("rehearse.waits") : words.outcome(visit.outcome)}{" "}
                  {worded(visit.said, visit.sentence)}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </Stack>
      ))}
    </Stack>
  );
}

/** A step that changed something succeeded; everything else is an outcome of its own. */
function resultOf(outcome: string): Record<string, unknown> {
  if (outcome === "changed") return { changed: true };
  return outcome === "failed" ? { outcome, rc: 1 } : { outcome };
}
