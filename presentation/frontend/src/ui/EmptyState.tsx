/** Where there is nothing yet: one sentence that teaches, and the one thing to do next. */
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Shown {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: Shown): ReactNode {
  return (
    <Stack align="center" gap="sm" py={64} px="md" maw={560} mx="auto" ta="center">
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  );
}
