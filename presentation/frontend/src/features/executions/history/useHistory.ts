/** The newest executions of a procedure, and the matrix of each; what is over is asked for once. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import type { components } from "@/api/schema";
import { OVER } from "@/ui/states";
import { matrixOf } from "../live";

const AGAIN_MS = 10_000;
/** So many executions of all procedures are looked through. */
const MOST_PAGES = 5;
const PAGE = 200;

type Execution = components["schemas"]["Execution"];

async function runsOf(procedure: string, count: number): Promise<Execution[]> {
  const found: Execution[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
    const listed = await said(api.GET("/api/v1/executions", { params: { query } }));
    found.push(...(listed.items ?? []).filter((run) => run.procedure.name === procedure));
    cursor = listed.next;
    if (found.length >= count || !cursor) break;
  }
  return found.slice(0, count);
}

export function useHistory(procedure: string, count: number) {
  const asked = useQuery({
    queryKey: ["history", procedure, count],
    queryFn: () => runsOf(procedure, count),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
  const runs = asked.data ?? [];
  const matrices = useQueries({
    queries: runs.map((run) => ({
      queryKey: ["matrix of the past", run.id, run.status],
      queryFn: () => matrixOf(run.id),
      staleTime: Number.POSITIVE_INFINITY,
      refetchInterval: OVER.has(run.status) ? (false as const) : AGAIN_MS,
      retry: false,
    })),
  });
  const failed = matrices.find((each) => each.error)?.error;
  return { runs, matrices: matrices.map((each) => each.data), error: asked.error ?? failed ?? null, pending: asked.isPending };
}
