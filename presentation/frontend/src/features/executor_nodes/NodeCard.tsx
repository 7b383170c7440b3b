/** One executor node: standing, what it does now, its machine, and whom it serves. */
import { Alert, Badge, Button, Code, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { StatusBadge } from "@/ui/StatusBadge";
import { between, clock } from "@/ui/times";
import { MeterBar } from "./MeterBar";
import { type Act, acts, type ExecutorNode, labelsOf, metersOf, standing } from "./standing";

interface Shown {
  node: ExecutorNode;
  onAct: (verb: Act) => void;
}

export function NodeCard({ node, onAct }: Shown): ReactNode {
  const { t, i18n } = useTranslation("executor_nodes");
  const mayManage = useMay("executor_node.manage");
  const now = standing(node);
  const works = now === "authorised" || now === "draining";
  const most = node.max_parallel ?? node.slots;
  const labels = labelsOf(node.labels);
  const groups = node.authorisation?.groups;
  return (
    <Paper component="section" withBorder p="md" bg="var(--noc-surface)" aria-label={node.name}>
      <Stack gap="sm" h="100%">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
              {node.name}
            </Title>
            <Text size="sm" c="dimmed">
              {node.last_heartbeat_at
                ? t("heard", { time: between(node.last_heartbeat_at, null) })
                : t("never_heard")}
              {node.version && ` · ${t("version", { version: node.version })}`}
            </Text>
          </div>
          <Stack gap={4} align="flex-end">
            <StatusBadge state={now} />
            {works && node.reachable === false && <StatusBadge state="unreachable" />}
          </Stack>
        </Group>
        {node.key_mismatch && (
          <Alert color="red" variant="light" role="alert" title={t("mismatch.title")}>
            {t("mismatch.text")}
          </Alert>
        )}
        {typeof node.problem === "string" && <Text size="sm">{node.problem}</Text>}
        {works && (
          <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="md" verticalSpacing="xs">
            <MeterBar name={t("steps")} percent={most > 0 ? (100 * node.running) / most : 0} words={`${node.running} / ${most}`} />
            {metersOf(node.health).map(({ name, percent }) => (
              <MeterBar key={name} name={t(`meter.${name}`)} percent={percent} words={`${percent} %`} />
            ))}
          </SimpleGrid>
        )}
        {node.queued > 0 && <Text size="sm">{t("queued", { count: node.queued })}</Text>}
        <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
          {t("fingerprint")} <Code>{node.fingerprint}</Code>
        </Text>
        {labels.length > 0 && (
          <Group gap={6}>
            {labels.map(([name, value]) => (
              <Badge key={name} tt="none" variant="outline" color="gray" c="var(--noc-plain-text)">
                {`${name}: ${value}`}
              </Badge>
            ))}
          </Group>
        )}
        {node.authorisation && (
          <Text size="sm" c="dimmed">
            {t("decided", {
              name: node.authorisation.decided_by.name,
              time: clock(node.authorisation.decided_at, i18n.language),
            })}
            {groups && ` · ${t("serves", { groups: groups.join(", ") })}`}
          </Text>
        )}
        {mayManage && acts(node).length > 0 && (
          <Group gap="xs" mt="auto">
            {acts(node).map((verb) => (
              <Button
                key={verb}
                size="compact-sm"
                variant={verb === "authorise" ? "filled" : "default"}
                aria-label={t("act_named", { act: t(`act.${verb}`), name: node.name })}
                onClick={() => onAct(verb)}
              >
                {t(`act.${verb}`)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
