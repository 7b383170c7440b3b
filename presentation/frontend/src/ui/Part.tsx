/** A part of a page: a framed section under a heading of its own. */
import { Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Shown {
  title: string;
  children: ReactNode;
  /** What can be done with it, beside the heading. */
  act?: ReactNode;
}

export function Part({ title, children, act }: Shown): ReactNode {
  return (
    <Paper component="section" withBorder p="md" bg="var(--noc-surface)" aria-label={title}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        {act}
      </Group>
      {children}
    </Paper>
  );
}
