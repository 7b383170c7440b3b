/** The head of a page: what it is about, and what can be done with it. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Shown {
  title: string;
  /** Beside the title, such as a badge. */
  beside?: ReactNode;
  below?: ReactNode;
  children?: ReactNode;
}

export function PageHead({ title, beside, below, children }: Shown): ReactNode {
  useDocumentTitle(`${title} · noc-orchestrator`);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <Stack gap={2} style={{ minWidth: 0 }}>
        <Group gap="md" wrap="wrap">
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          {beside}
        </Group>
        {below && (
          <Text c="dimmed" size="sm" component="div">
            {below}
          </Text>
        )}
      </Stack>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
