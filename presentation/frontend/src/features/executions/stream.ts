/** Changes of an execution as the server tells them; they land where asking again and again would have put them. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type CompactMatrix, merged, unpacked } from "./model/compact";
import type { Matrix } from "./model/shapes";

/** After so long without a word the page asks by itself again; the server says something every three seconds. */
const SILENT_MS = 10_000;
const REOPEN_MS = 15_000;

interface Told {
  execution?: object;
  matrix?: CompactMatrix;
}

/** Whether the server tells what happens; where it doesn't, whoever shows the execution has to ask. */
export function useStream(execution: string): boolean {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(() => {
    let source: EventSource | null = null;
    let heard = 0;
    let whole = false;
    let reopening: number | undefined;

    function listen(): void {
      source = new EventSource(`/api/v1/executions/${encodeURIComponent(execution)}/stream`, { withCredentials: true });
      source.addEventListener("whole", (event) => {
        whole = true;
        take(JSON.parse(event.data), (_, part) => unpacked(part));
      });
      source.addEventListener("change", (event) => take(JSON.parse(event.data), merged));
      source.addEventListener("beat", (event) => {
        if (whole) hear(Date.now() - JSON.parse(event.data).age * 1_000);
      });
      source.addEventListener("end", close);
      source.addEventListener("error", () => {
        setLive(false);
        if (source?.readyState === EventSource.CLOSED) close();
      });
    }
    function close(): void {
      source?.close();
      setLive(false);
      reopening = window.setTimeout(listen, REOPEN_MS);
    }
    function take(told: Told, put: (before: Matrix, part: CompactMatrix) => Matrix): void {
      const { execution: members, matrix: part } = told;
      if (members) queries.setQueryData(["execution", execution], (before: object | undefined) => ({ ...before, ...members }));
      if (part) queries.setQueryData(["matrix", execution], (before?: Matrix) => put(before ?? NOTHING, part));
      if (part) askForWalks(queries, execution, new Set(part.hosts.map((host) => host.name)));
      hear(Date.now());
    }
    function hear(asOf: number): void {
      heard = Date.now();
      setLive(true);
      queries.setQueryData(["execution", execution], (before?: object) => before, { updatedAt: asOf });
    }

    listen();
    const watching = window.setInterval(() => {
      if (Date.now() - heard > SILENT_MS) setLive(false);
    }, 1_000);
    return () => {
      window.clearInterval(watching);
      window.clearTimeout(reopening);
      source?.close();
    };
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
