/** An execution as it is now: told by the stream, else asked again and again, with the age of what is shown. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, said } from "@/api/client";
import { OVER } from "@/ui/states";
import { type CompactMatrix, unpacked } from "./model/compact";
import type { FlowNodes, Matrix, Resumable, Walk } from "./model/shapes";

const QUICK_MS = 1_000;
const SLOW_MS = 5_000;
/** Pictures of this many hosts are asked for less often: they are large. */
const MANY = 500;

/** `live`, here and below: the stream tells what changes, so that nothing has to be asked for. */
export function useExecution(execution: string, live: boolean) {
  return useQuery({
    queryKey: ["execution", execution],
    queryFn: () => said(api.GET("/api/v1/executions/{execution}", { params: { path: { execution } } })),
    refetchInterval: (query) => !live && (OVER.has(query.state.data?.status ?? "") ? SLOW_MS : QUICK_MS),
    retry: false, // the next round asks again, and says so meanwhile
  });
}

export function useMatrix(execution: string, over: boolean, live: boolean) {
  const queries = useQueryClient();
  useEffect(() => {
    if (over && !live) void queries.invalidateQueries({ queryKey: ["matrix", execution] }); // the last of it
  }, [over, live, execution, queries]);
  return useQuery({
    queryKey: ["matrix", execution],
    queryFn: () => matrixOf(execution),
    refetchInterval: (query) => {
      if (live) return false;
      if (over) return SLOW_MS;
      return (query.state.data?.hosts.length ?? 0) > MANY ? 2 * QUICK_MS : QUICK_MS;
    },
    retry: false,
  });
}

/** What was last heard of an execution's matrix; whoever shows its tag is told nothing twice. */
const heard = new Map<string, { tag: string; matrix: Matrix }>();

export async function matrixOf(execution: string): Promise<Matrix> {
  const before = heard.get(execution);
  const asking = api.GET("/api/v1/executions/{execution}/compact-matrix", {
    params: { path: { execution } },
    ...(before ? { headers: { "If-None-Match": before.tag } } : {}),
  });
  const unchanged = await asking.then(({ response }) => response.status === 304, () => false);
  if (unchanged && before) return before.matrix;
  const matrix = unpacked((await said(asking)) as unknown as CompactMatrix);
  const tag = (await asking).response.headers.get("ETag");
  if (tag) heard.set(execution, { tag, matrix });
  return matrix;
}

/** The flowchart that an execution walks; a published version never changes. */
export function useFlowNodes(procedure: string | undefined, version: number | undefined) {
  return useQuery({
    queryKey: ["version", procedure, version],
    queryFn: async () => {
      const path = { name: procedure ?? "", number: String(version) };
      const whole = await said(api.GET("/api/v1/procedures/{name}/versions/{number}", { params: { path } }));
      return (whole.canonical as { spec: { nodes: FlowNodes } }).spec.nodes;
    },
    enabled: procedure !== undefined && version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** `quiet`: asked for seldom, since it is over or somebody tells when the host moves. */
export function walkQuery(execution: string, host: string, quiet: boolean) {
  return {
    queryKey: ["walk", execution, host],
    queryFn: async () =>
      (await said(
        api.GET("/api/v1/executions/{execution}/hosts/{host}", { params: { path: { execution, host } } }),
      )) as unknown as Walk,
    refetchInterval: quiet ? SLOW_MS : QUICK_MS,
    retry: false,
  };
}

export async function resumable(execution: string): Promise<Resumable> {
  const path = { execution };
  return (await said(
    api.GET("/api/v1/executions/{execution}/resumable", { params: { path } }),
  )) as unknown as Resumable;
}
