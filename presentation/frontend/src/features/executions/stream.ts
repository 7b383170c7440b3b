/** Changes of an execution as the server tells them; they land where asking again and again would have put them. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listen } from "@/api/listen";
import { type CompactMatrix, merged, unpacked } from "./model/compact";
import type { Matrix } from "./model/shapes";

interface Told {
  execution?: object;
  matrix?: CompactMatrix;
}

/** Whether the server tells what happens; where it doesn't, whoever shows the execution has to ask. */
export function useStream(execution: string): boolean {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(() => {
    let whole = false;
    function take(told: Told, put: (before: Matrix, part: CompactMatrix) => Matrix): void {
      const { execution: members, matrix: part } = told;
      if (members) queries.setQueryData(["execution", execution], (before: object | undefined) => ({ ...before, ...members }));
      if (part) queries.setQueryData(["matrix", execution], (before?: Matrix) => put(before ?? NOTHING, part));
      if (part) askForWalks(queries, execution, new Set(part.hosts.map((host) => host.name)));
      hear(Date.now());
    }
    function hear(asOf: number): void {
      queries.setQueryData(["execution", execution], (before?: object) => before, { updatedAt: asOf });
    }

    return listen(
      `/api/v1/executions/${encodeURIComponent(execution)}/stream`,
      {
        whole: (told: Told) => {
          whole = true;
          take(told, (_, part) => unpacked(part));
        },
        change: (told: Told) => take(told, merged),
        beat: ({ age }: { age: number }) => {
          if (whole) hear(Date.now() - age * 1_000);
          return whole;
        },
      },
      setLive,
    );
  }, [execution, queries]);
  return live;
}

const NOTHING: Matrix = { nodes: [], hosts: [], arrows: [] };

/** Walks that are open on the page are asked for anew when their host has moved. */
function askForWalks(queries: QueryClient, execution: string, hosts: ReadonlySet<string>): void {
  for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: ["walk", execution], type: "active" })) {
    if (hosts.has(String(queryKey[2]))) void queries.invalidateQueries({ queryKey });
  }
}
