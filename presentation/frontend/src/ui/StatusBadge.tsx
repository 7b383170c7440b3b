/** A state as people read it: shape, word and colour together. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStateWord } from "./stateWord";
import { StateShape } from "./StateShape";
import { look } from "./states";

interface Shown {
  state: string;
  /** How many there are of it, where that is counted. */
  count?: number;
  size?: "xs" | "sm" | "md";
}

export function StatusBadge({ state, count, size = "sm" }: Shown): ReactNode {
  const word = useStateWord();
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
      <StateShape state={state} size={size === "xs" ? 12 : 15} />
      <Text span size={size} fw={500} c={`var(--noc-${look(state).tone}-text)`} style={{ whiteSpace: "nowrap" }}>
        {count === undefined ? word(state) : `${count} ${word(state)}`}
      </Text>
    </Group>
  );
}
