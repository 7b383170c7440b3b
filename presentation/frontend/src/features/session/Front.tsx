/** The page of those who are not in yet: one card in the middle. */
import { Center, Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function Front({ title, beside, children }: { title: string; beside: ReactNode; children: ReactNode }): ReactNode {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={490} bg="var(--noc-surface)">
        <Group gap="sm" mb="lg" wrap="nowrap">
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <Title order={1} size="h3">
            {title}
          </Title>
        </Group>
        {children}
        {beside}
      </Paper>
    </Center>
  );
}
