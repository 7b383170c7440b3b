/** What the audit page asks the server. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import type { components } from "@/api/schema";
import { queryOf, type Search } from "./search";

export type Entry = components["schemas"]["Entry"];
const PAGE = 100;

export function useEntries(search: Search) {
  return useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: ({ pageParam }) =>
      said(
        api.GET("/api/v1/audit", {
          params: { query: { limit: PAGE, ...(queryOf(search) as object), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
}

/** Users by id, for whoever may see them. */
export function usePeople(may: boolean) {
  return useQuery({
    queryKey: ["audit-people"],
    queryFn: async () =>
      (
        await every((cursor) =>
          said(api.GET("/api/v1/users", { params: { query: paged(cursor) } })),
        )
      ).items.map(({ id, name }) => ({ value: id, label: name })),
    enabled: may,
  });
}
