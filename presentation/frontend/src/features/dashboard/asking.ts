/** What the dashboard asks the server: each part on its own, so that one that fails hides no other. */
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { useSession } from "@/api/session";
import type { Execution, Node, Question, Schedule, Seen } from "./needs";

const AGAIN_MS = 5_000;
const MOST = 200;

export interface Overview extends Seen {
  /** Whether something was asked and nothing has been answered yet. */
  pending: boolean;
  error: Error | null;
  /** When the oldest of the answers came; milliseconds since 1970, 0 as long as one is missing. */
  at: number;
  again: () => void;
}

export function useOverview(): Overview {
  const { verbs } = useSession();
  const query = { limit: MOST };
  function part<Data>(name: string, verb: string, queryFn: () => Promise<Data>) {
    return { queryKey: ["overview", name], queryFn, enabled: verbs.includes(verb), refetchInterval: AGAIN_MS };
  }
  const [executions, nodes, schedules, questions, hostKeys] = useQueries({
    queries: [
      part("executions", "execution.read", async () => (await said(api.GET("/api/v1/executions", { params: { query } }))).items as Execution[]),
      part("nodes", "executor_node.read", async () => (await said(api.GET("/api/v1/executor-nodes"))).items as Node[]),
      part("schedules", "schedule.read", async () => (await said(api.GET("/api/v1/schedules", { params: { query } }))).items as Schedule[]),
      part("questions", "execution.read", async () => (await said(api.GET("/api/v1/questions", { params: { query: { ...query, status: "open" as const } } }))).items as Question[]),
      part("host-keys", "inventory.read", async () => (await said(api.GET("/api/v1/host-key-reviews", { params: { query: { ...query, status: "open" as const } } }))).items.length),
    ],
  });
  const refused = (error: Error | null) => error !== null && "status" in error && error.status === 403;
  // What this person may not see is neither missing nor old.
  const asked: UseQueryResult[] = [executions, nodes, schedules, questions, hostKeys].filter(
    ({ status, fetchStatus, error }) => !(status === "pending" && fetchStatus === "idle") && !refused(error),
  );
  return {
    executions: executions.data ?? [],
    nodes: nodes.data ?? [],
    schedules: schedules.data ?? [],
    questions: questions.data ?? [],
    hostKeys: hostKeys.data ?? 0,
    pending: asked.some(({ isPending }) => isPending),
    error: asked.map(({ error }) => error).find((error) => error !== null) ?? null,
    at: Math.min(...asked.map(({ dataUpdatedAt }) => dataUpdatedAt), Date.now()),
    again: () => void Promise.all(asked.map(({ refetch }) => refetch())),
  };
}
