/** All executor nodes: how each stands, how it is, and what can be done with it. */
import { Box, Code, SimpleGrid, Skeleton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { ActDialog } from "./ActDialog";
import { useExecutorNodes } from "./asking";
import { IntroductionsPart } from "./introducing/IntroductionsPart";
import { NodeCard } from "./NodeCard";
import type { Act } from "./standing";

const ORDER = ["pending", "authorised", "suspended", "revoked"];

export default function ExecutorNodesPage(): ReactNode {
  const { t } = useTranslation("executor_nodes");
  const mayManage = useMay("executor_node.manage");
  const asked = useExecutorNodes();
  const [acting, act] = useState<{ node: string; verb: Act } | null>(null);
  const nodes = (asked.data ?? []).toSorted(
    (one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status) || one.name.localeCompare(other.name),
  );
  const meant = nodes.find((each) => each.id === acting?.node);
  return (
    <>
      <PageHead title={t("title")} below={nodes.length > 0 && t("count", { count: nodes.length })} />
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data?.length === 0 && (
        <EmptyState title={t("empty.title")} action={<Code block>noc-executor-node setup</Code>}>
          {t("empty.text")}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {nodes.map((each) => (
          <NodeCard key={each.id} node={each} onAct={(verb) => act({ node: each.id, verb })} />
        ))}
      </SimpleGrid>
      {mayManage && asked.data && (
        <Box mt="md">
          <IntroductionsPart />
        </Box>
      )}
      {meant && acting && <ActDialog node={meant} verb={acting.verb} onClose={() => act(null)} />}
    </>
  );
}
