/** What the lists of hosts and groups ask the server. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";

const PAGE = 200;
export const HOSTS = ["inventory-hosts"];

export function hostKey(name: string): readonly string[] {
  return ["host", name];
}

/** Hosts by name with this in their name or address, of this group; page by page as somebody scrolls. */
export function useHosts(search: string, group: string | null) {
  return useInfiniteQuery({
    queryKey: [...HOSTS, search, group],
    queryFn: ({ pageParam }) =>
      said(
        api.GET("/api/v1/hosts", {
          params: {
            query: {
              limit: PAGE,
              ...(search ? { search } : {}),
              ...(group ? { group } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
}
