/** One host's walk, visit by visit: where it is, how it came there, and why it turned as it did. */
import { Alert, Badge, Button, Group, Skeleton, Stack, Text, Timeline } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/Problem";
import { StateShape } from "@/ui/StateShape";
import { BAD, LOOKS, look } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { between, timeOfDay } from "@/ui/times";
import { useMessage } from "@/ui/useMessage";
import { useSaid } from "@/ui/useSaid";
import { HostActs } from "../acts/HostActs";
import { walkQuery } from "../live";
import type { FlowNodes, Visit } from "../model/shapes";
import { Output } from "./Output";

interface Shown {
  execution: string;
  host: string;
  quiet: boolean;
  nodes: FlowNodes;
  onOutput: (host: string) => void;
}

export function WalkPanel({ execution, host, quiet, nodes, onOutput }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const asked = useQuery(walkQuery(execution, host, quiet));
  const said = useSaid();
  const whyOf = useWhy();
  const messageOf = useMessage();
  const walk = asked.data;
  if (walk === undefined) return asked.error ? <ProblemNote error={asked.error} /> : <Skeleton h={240} />;
  const last = walk.path.at(-1);
  const fallen = messageOf(walk.reason ?? {});
  return (
    <Stack>
      <Group gap="md">
        <StatusBadge state={walk.outcome_word ?? walk.status} size="md" />
        <Text c="dimmed" size="sm">
          {walk.address}
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={() => onOutput(host)}>
          {t("log.of_host")}
        </Button>
      </Group>
      <Alert variant="light" color={walk.reason ? "red" : "blue"} title={t("why_here")} data-testid="why-here">
        {whyHere()}
        {fallen.detail && <Text size="xs">{fallen.detail}</Text>}
      </Alert>
      <HostActs execution={execution} walk={walk} nodes={nodes} />
      <Timeline bulletSize={24} lineWidth={2} classNames={{ itemBullet: "noc-bullet" }}>
        {walk.path.map((visit) => (
          <Timeline.Item
            key={visit.id}
            bullet={<StateShape state={stateOf(visit)} size={14} />}
            title={<VisitHead visit={visit} title={nodes[visit.node]?.title ?? visit.node} />}
          >
            <VisitBody visit={visit} />
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  );

  function whyHere(): string {
    if (walk === undefined) return "";
    if (walk.waiting_for) return t("here.waits", { node: titleOf(walk.node), what: said(walk.waiting_said, walk.waiting_for) });
    const turn = walk.path.findLast((visit) => whyOf(visit) !== "");
    const turned = turn === undefined ? "" : t("here.turned", { node: titleOf(turn.node), why: whyOf(turn) });
    if (walk.reason) {
      const fell = t("here.fell", { node: titleOf(walk.reason.node ?? null), message: fallen.words });
      return `${fell.replace(/[.]?$/, ".")} ${turned}`;
    }
    if (turned) return turned;
    return last ? t("here.straight", { node: titleOf(last.node) }) : t("here.begins");
  }

  function titleOf(node: string | null): string {
    return node === null ? "–" : (nodes[node]?.title ?? node);
  }
}

function stateOf(visit: Visit): string {
  return visit.outcome !== null && visit.outcome in LOOKS ? visit.outcome : visit.status;
}

function useWhy(): (visit: Visit) => string {
  const said = useSaid();
  return ({ why }) => (typeof why === "string" ? why : said(why?.said, why?.sentence));
}

function VisitHead({ visit, title }: { visit: Visit; title: string }): ReactNode {
  const { i18n } = useTranslation("executions");
  return (
    <Group gap="0 12px">
      <Text fw={600} size="sm">
        {title}
      </Text>
      <StatusBadge state={visit.outcome ?? visit.status} size="xs" />
      <Text size="xs" c="dimmed">
        {[timeOfDay(visit.started_at, i18n.language), between(visit.started_at, visit.finished_at), visit.executor_node]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {visit.attempts > 1 && (
        <Badge size="sm" variant="default" tt="none">
          {visit.attempts}×
        </Badge>
      )}
    </Group>
  );
}

function VisitBody({ visit }: { visit: Visit }): ReactNode {
  const { t } = useTranslation("executions");
  const bad = BAD.has(visit.outcome ?? visit.status);
  const [open, setOpen] = useState(bad);
  const why = useWhy()(visit);
  const said = useSaid();
  const { words, detail } = useMessage()({ message: visit.message, code: visit.code, said: visit.message_said });
  const output = [visit.stdout, visit.stderr].filter(Boolean).join("\n");
  return (
    <Stack gap={4}>
      {why && <Text size="sm">{t("because", { why })}</Text>}
      {visit.waiting_for && <Text size="sm">{said(visit.waiting_said, visit.waiting_for)}</Text>}
      {words && bad && (
        <Text size="sm" c={`var(--noc-${look(visit.outcome ?? visit.status).tone}-text)`} style={{ overflowWrap: "anywhere" }}>
          {words}
          {visit.rc ? ` (rc ${visit.rc})` : ""}
        </Text>
      )}
      {detail && bad && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {detail}
        </Text>
      )}
      {output && <Output text={output} open={open} onToggle={() => setOpen(!open)} />}
    </Stack>
  );
}
