/** One FlowNode across the fleet: what it does, and which hosts came out of it how. */
import { Button, Code, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKindWord } from "@/ui/kindWord";
import { StatusBadge } from "@/ui/StatusBadge";
import type { FlowNode, Matrix } from "../model/shapes";
import { hostsAt } from "../model/traffic";

const MOST_HOSTS = 300;

interface Shown {
  node: string;
  matrix: Matrix;
  about: FlowNode | undefined;
  onHost: (host: string) => void;
  onOutput: (node: string) => void;
}

export function NodePanel({ node, matrix, about, onHost, onOutput }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const kindWord = useKindWord();
  const groups = [...hostsAt(matrix, node)];
  return (
    <Stack>
      {about && (
        <Text size="sm" component="div">
          {[about.title, kindWord(about.kind)].filter(Boolean).join(" · ")} {about.module && <Code>{about.module}</Code>}
        </Text>
      )}
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => onOutput(node)}>
          {t("log.of_step")}
        </Button>
      </Group>
      {groups.length === 0 && <Text c="dimmed">{t("nobody_yet")}</Text>}
      {groups.map(([state, hosts]) => (
        <div key={state}>
          <StatusBadge state={state} count={hosts.length} />
          <Group gap="2px 12px" mt={4}>
            {hosts.slice(0, MOST_HOSTS).map((host) => (
              <UnstyledButton key={host} className="noc-matrix-host" onClick={() => onHost(host)}>
                {host}
              </UnstyledButton>
            ))}
            {hosts.length > MOST_HOSTS && (
              <Text size="sm" c="dimmed">
                {t("and_more", { count: hosts.length - MOST_HOSTS })}
              </Text>
            )}
          </Group>
        </div>
      ))}
    </Stack>
  );
}
