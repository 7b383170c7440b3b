/** What the server knows of executor nodes, and what it is asked to do with one. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import type { components } from "@/api/schema";
import { became } from "./introducing/standing";
import type { Act, ExecutorNode } from "./standing";

const AGAIN_MS = 3_000;
const SELDOM_MS = 60_000;
export const KEY = ["executor-nodes"];
export const INTRODUCTIONS = ["introductions"];

export type Introduction = components["schemas"]["Introduction"];

export function useExecutorNodes() {
  return useQuery({
    queryKey: KEY,
    queryFn: async (): Promise<ExecutorNode[]> => (await said(api.GET("/api/v1/executor-nodes"))).items,
    refetchInterval: AGAIN_MS,
  });
}

/** Executor nodes that were announced, the newest first. */
export function useIntroductions() {
  return useQuery({
    queryKey: INTRODUCTIONS,
    queryFn: async () => {
      const { items } = await every((cursor) => said(api.GET("/api/v1/introductions", { params: { query: paged(cursor) } })));
      return items.toReversed();
    },
    // Only an open one can become something by itself; old ones stay, and are many in time.
    refetchInterval: ({ state }) => (state.data?.some((each) => became(each, Date.now()) === "open") ? AGAIN_MS : SELDOM_MS),
  });
}

export async function act(node: ExecutorNode, verb: Act, reason: string): Promise<void> {
  const params = { path: { executor_node: node.id } };
  const { fingerprint } = node;
  const asked: Record<Act, () => Promise<unknown>> = {
    authorise: () => said(api.POST("/api/v1/executor-nodes/{executor_node}/authorise", { params, body: { fingerprint } })),
    suspend: () => said(api.POST("/api/v1/executor-nodes/{executor_node}/suspend", { params, body: {} })),
    revoke: () => said(api.POST("/api/v1/executor-nodes/{executor_node}/revoke", { params, body: {} })),
    drain: () => said(api.POST("/api/v1/executor-nodes/{executor_node}/drain", { params, body: { reason } })),
    resume: () => said(api.POST("/api/v1/executor-nodes/{executor_node}/resume", { params, body: { reason } })),
  };
  await asked[verb]();
}
