/** A share of something in use: name, number and bar. */
import { Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";

const MUCH = 90;

export function MeterBar({ name, percent, words }: { name: string; percent: number; words: string }): ReactNode {
  const tone = percent >= MUCH ? "changed" : "busy";
  return (
    <div>
      <Group justify="space-between" gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed" truncate>
          {name}
        </Text>
        <Text size="xs" fw={600} c={percent >= MUCH ? "var(--noc-changed-text)" : "var(--noc-plain-text)"} style={{ whiteSpace: "nowrap" }}>
          {words}
        </Text>
      </Group>
      <Progress value={Math.min(100, percent)} size={6} color={`var(--noc-${tone})`} aria-label={`${name}: ${words}`} />
    </div>
  );
}
