/** Variables by name, each as it would be written in JSON. */
import { Code, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";

export function Values({ values, none }: { values: Readonly<Record<string, unknown>>; none: string }): ReactNode {
  const all = Object.entries(values).toSorted(([one], [other]) => one.localeCompare(other));
  if (all.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <Table>
      <Table.Tbody>
        {all.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w="40%" style={{ overflowWrap: "anywhere" }}>{name}</Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>
              <Code>{JSON.stringify(value)}</Code>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
