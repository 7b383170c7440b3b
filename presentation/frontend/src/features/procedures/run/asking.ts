/** What the sheet before a run asks the server. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";

export interface Target {
  groups: string[];
  hosts: string[];
  /** One walk that is about no host; then neither names any. */
  without_hosts?: boolean;
}

export function isChosen({ groups, hosts, without_hosts = false }: Target): boolean {
  return without_hosts || groups.length + hosts.length > 0;
}

export function useVersion(name: string, number: number | undefined) {
  return useQuery({
    queryKey: ["whole-version", name, number],
    queryFn: () =>
      said(
        api.GET("/api/v1/procedures/{name}/versions/{number}", {
          params: { path: { name, number: String(number) } },
        }),
      ),
    enabled: number !== undefined && number > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The hosts with this in their name or address; the first 50. */
export function useHosts(search: string) {
  return useQuery({
    queryKey: ["hosts", search],
    queryFn: () =>
      said(api.GET("/api/v1/hosts", { params: { query: { limit: 50, ...(search ? { search } : {}) } } })),
    placeholderData: (before) => before,
  });
}

/** Exactly who would walk; asked anew whenever the target changes. */
export function usePreview(procedure: string, target: Target) {
  return useQuery({
    queryKey: ["preview", procedure, target],
    queryFn: () => said(api.POST("/api/v1/executions/preview", { body: { procedure, target } })),
    enabled: isChosen(target),
    staleTime: 0,
    retry: false,
  });
}
