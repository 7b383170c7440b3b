/** What the pages of credentials ask the server. */
import { useQuery } from "@tanstack/react-query";
import { api, said, saidWithTag } from "@/api/client";
import { every, paged } from "@/api/every";
import type { components } from "@/api/schema";

export type Credential = components["schemas"]["Credential"];
export type Kind = components["schemas"]["Kind"];
export type Field = components["schemas"]["Field"];

export const CREDENTIALS = ["credentials"];

export function useCredentials() {
  return useQuery({
    queryKey: CREDENTIALS,
    queryFn: () => every((cursor) => said(api.GET("/api/v1/credentials", { params: { query: paged(cursor) } }))),
  });
}

export function credentialKey(name: string): readonly string[] {
  return [...CREDENTIALS, name];
}

export function useCredential(name: string) {
  return useQuery({
    queryKey: credentialKey(name),
    queryFn: () => saidWithTag(api.GET("/api/v1/credentials/{name}", { params: { path: { name } } })),
  });
}

export function useKinds() {
  return useQuery({
    queryKey: ["credential-kinds"],
    queryFn: async () => (await said(api.GET("/api/v1/credential-kinds"))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What an executor node is called, for whoever may see it; others are told its id. */
export function useExecutorNodeName(id: string | undefined, may: boolean): string {
  const { data } = useQuery({
    queryKey: ["executor-node-names"],
    queryFn: async () => (await said(api.GET("/api/v1/executor-nodes"))).items.map((each) => ({ id: each.id, name: each.name })),
    enabled: may && id !== undefined,
  });
  return data?.find((each) => each.id === id)?.name ?? id ?? "";
}
