/** The flowchart for narrow screens: its steps from top to bottom, each with who is there and where they went. */
import { Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useKindWord } from "@/ui/kindWord";
import { StatusBadge } from "@/ui/StatusBadge";
import { arrowsOf } from "../model/arrows";
import { layout } from "../model/layout";
import type { FlowNodes, Matrix } from "../model/shapes";
import { flows, known, tallies } from "../model/traffic";
import { useArrowWords } from "./useArrowWords";

interface Shown {
  nodes: FlowNodes;
  matrix: Matrix;
  onNode: (node: string) => void;
}

export function StepList({ nodes, matrix, onNode }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const kindWord = useKindWord();
  const words = useArrowWords();
  const arrows = useMemo(() => arrowsOf(nodes), [nodes]);
  const order = useMemo(() => {
    const { places } = layout(nodes, arrows, () => "");
    const height = (id: string) => places.get(id)?.y ?? 0;
    return Object.keys(nodes).sort((one, other) => height(one) - height(other));
  }, [nodes, arrows]);
  const count = useMemo(() => tallies(matrix.hosts), [matrix.hosts]);
  const taken = useMemo(() => flows(matrix.arrows), [matrix.arrows]);
  const titleOf = (id: string) => nodes[id]?.title ?? id;
  return (
    <Stack gap={6} component="ol" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("view.chart")}>
      {order.map((id) => {
        const tally = known(count.get(id) ?? {});
        return (
          <Paper key={id} component="li" withBorder p="xs" bg="var(--noc-surface)" opacity={tally.length > 0 ? 1 : 0.75}>
            <Group justify="space-between" gap="2px 10px">
              <UnstyledButton onClick={() => onNode(id)} fw={600} fz="sm" c="var(--mantine-color-anchor)">
                {titleOf(id)}
              </UnstyledButton>
              <Text size="xs" c="dimmed">
                {kindWord(nodes[id]?.kind ?? "")}
              </Text>
            </Group>
            <Group gap="2px 12px">
              {tally.length === 0 && (
                <Text size="xs" c="dimmed">
                  {t("nobody_yet")}
                </Text>
              )}
              {tally.map(([state, hosts]) => (
                <StatusBadge key={state} state={state} count={hosts} size="xs" />
              ))}
            </Group>
            {arrows
              .filter((arrow) => arrow.from === id && (taken.get(arrow.id) ?? 0) > 0)
              .map((arrow) => (
                <Text key={arrow.id} size="xs">
                  {`→ ${titleOf(arrow.to)} ×${taken.get(arrow.id)} ${words(arrow) && `(${words(arrow)})`}`}
                </Text>
              ))}
          </Paper>
        );
      })}
    </Stack>
  );
}
