/** A public key line: its type, and the whole key, which people compare. */
import { Code, Text } from "@mantine/core";
import type { ReactNode } from "react";

export function HostKey({ line }: { line: string }): ReactNode {
  const [type = "", key = ""] = line.split(" ");
  return (
    <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
      {type} <Code>{key}</Code>
    </Text>
  );
}
