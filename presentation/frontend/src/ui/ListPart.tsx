/** A part of a page that lists what somebody has: a row each, and what can be done with it; or that there is none. */
import { Group, Skeleton, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { Part } from "./Part";
import { ProblemNote } from "./Problem";

interface Shown<Item> {
  title: string;
  act?: ReactNode;
  asked: { data: readonly Item[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  none?: ReactNode;
  row: (item: Item) => ReactNode;
  /** What can be done with an item; left out where nothing may be. */
  acts?: ((item: Item) => ReactNode) | undefined;
  children?: ReactNode;
}

export function ListPart<Item extends { id: string }>({ title, act, asked, none, row, acts, children }: Shown<Item>): ReactNode {
  return (
    <Part title={title} act={act}>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data?.length === 0 && none}
      {asked.data !== undefined && asked.data.length > 0 && (
        <Table verticalSpacing="xs" horizontalSpacing={0} aria-label={title}>
          <Table.Tbody>
            {asked.data.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td>{row(item)}</Table.Td>
                {acts && (
                  <Table.Td>
                    <Group justify="flex-end" pl="sm">{acts(item)}</Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {children}
    </Part>
  );
}
