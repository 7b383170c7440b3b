/** What the dashboard asks the server: each part on its own, so that one that fails hides no other. */
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { useKept } from "@/api/kept";
import { listInterval, useLists } from "@/api/lists";
import { useSession } from "@/api/session";
import type { Execution, Node, Question, Schedule, Seen } from "./needs";
import { type Heard, type Standing, standingOf } from "./standing";

const AGAIN_MS = 5_000;
const MOST = 200;

export interface Overview extends Seen, Standing {
  /** What went wrong; kept while it is asked again, and gone once everything has been answered. */
  error: Error | null;
  /** Whether the server tells what changes. */
  live: boolean;
  again: () => void;
}

export function useOverview(): Overview {
  const { verbs } = useSession();
  const query = { limit: MOST };
  const live = useLists();
  /** `list`: what is rung for when it changes. */
  function part<Data>(name: string, list: string | null, verb: string, queryFn: () => Promise<Data>) {
    const interval = listInterval(live && list !== null, AGAIN_MS);
    return {
      queryKey: ["overview", name],
      queryFn,
      enabled: verbs.includes(verb),
      refetchInterval: (query: { state: { error: Error | null; status: string } }) => !refused(query.state.error) && interval(query),
      ...(list === null ? {} : { meta: { list } }),
      retry: false, // the next round asks again, and says so meanwhile
    };
  }
  const [executions, nodes, schedules, questions, hostKeys] = useQueries({
    queries: [
      part("executions", "executions", "execution.read", async () => (await said(api.GET("/api/v1/executions", { params: { query } }))).items as Execution[]),
      part("nodes", null, "executor_node.read", async () => (await said(api.GET("/api/v1/executor-nodes"))).items as Node[]),
      part("schedules", "schedules", "schedule.read", async () => (await said(api.GET("/api/v1/schedules", { params: { query } }))).items as Schedule[]),
      part("questions", "questions", "execution.read", async () => (await said(api.GET("/api/v1/questions", { params: { query: { ...query, status: "open" as const } } }))).items as Question[]),
      part("host-keys", null, "inventory.read", async () => (await said(api.GET("/api/v1/host-key-reviews", { params: { query: { ...query, status: "open" as const } } }))).items.length),
    ],
  });
  const asked = { executions, nodes, schedules, questions, "host-keys": hostKeys };
  const standing = standingOf(Object.entries(asked).map(([name, each]) => heard(name, each)));
  return {
    executions: executions.data ?? [],
    nodes: nodes.data ?? [],
    schedules: schedules.data ?? [],
    questions: questions.data ?? [],
    hostKeys: hostKeys.data ?? 0,
    ...standing,
    live,
    error: useKept(Object.values(asked).find(({ error }) => error !== null && !refused(error))?.error ?? null, standing.old.length > 0),
    again: () => void Promise.all(Object.values(asked).filter((each) => !unasked(each)).map(({ refetch }) => refetch())),
  };
}

function heard(name: string, each: UseQueryResult): Heard {
  // What this person may not see is neither missing nor old. Asking anew forgets the error, but not that there was one.
  const failing = each.isError || (each.isPending && each.errorUpdateCount > 0);
  return { name, meant: !unasked(each) && !refused(each.error), at: each.dataUpdatedAt, failing };
}

function unasked({ status, fetchStatus, errorUpdateCount }: UseQueryResult): boolean {
  return status === "pending" && fetchStatus === "idle" && errorUpdateCount === 0;
}

function refused(error: Error | null): boolean {
  return error !== null && "status" in error && error.status === 403;
}
