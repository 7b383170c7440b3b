/** What the page of notifications asks the server. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import type { components } from "@/api/schema";

export type Destination = components["schemas"]["Destination"];
export type Notification = components["schemas"]["Notification"];
export type Status = Notification["status"];

const SENT_PAGE = 50;
const AGAIN_MS = 5_000;
export const DESTINATIONS = ["destinations"];
export const SENT = ["notifications"];

export function useDestinations() {
  return useQuery({
    queryKey: DESTINATIONS,
    queryFn: () =>
      every((cursor) =>
        said(api.GET("/api/v1/destinations", { params: { query: paged(cursor) } })),
      ),
  });
}

export function useChannels() {
  return useQuery({ queryKey: ["channels"], queryFn: async () => (await said(api.GET("/api/v1/channels"))).items });
}

/** Messages of one status, or all of them, the newest first. */
export function useSent(status: Status | null) {
  return useInfiniteQuery({
    queryKey: [...SENT, status],
    queryFn: ({ pageParam }) =>
      said(
        api.GET("/api/v1/notifications", {
          params: { query: { limit: SENT_PAGE, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    refetchInterval: AGAIN_MS,
  });
}
