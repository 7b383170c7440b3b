/** Path variants: hosts that walked alike, together; the way most hosts went comes first. */
import { Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StatusBadge } from "@/ui/StatusBadge";
import type { Matrix } from "../model/shapes";
import { variants } from "../model/traffic";

const MOST_WAYS = 50;
const MOST_HOSTS = 40;

export function WaysView({ matrix, onHost }: { matrix: Matrix; onHost: (host: string) => void }): ReactNode {
  const { t } = useTranslation("executions");
  const titles = new Map(matrix.nodes.map((node) => [node.id, node.title]));
  const ways = variants(matrix);
  return (
    <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }}>
      {ways.slice(0, MOST_WAYS).map((way, place) => (
        <Paper key={place} component="li" withBorder p="sm" bg="var(--noc-surface)">
          <Group gap="md" mb={4}>
            <Text fw={650}>{t("ways.hosts", { count: way.hosts.length })}</Text>
            <StatusBadge state={way.ended} />
          </Group>
          <Text size="sm">{way.nodes.map((node) => titles.get(node)).join(" → ")}</Text>
          <Group gap="2px 12px" mt={4}>
            {way.hosts.slice(0, MOST_HOSTS).map((host) => (
              <UnstyledButton key={host} className="noc-matrix-host" onClick={() => onHost(host)}>
                {host}
              </UnstyledButton>
            ))}
            {way.hosts.length > MOST_HOSTS && (
              <Text size="sm" c="dimmed">
                {t("and_more", { count: way.hosts.length - MOST_HOSTS })}
              </Text>
            )}
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
