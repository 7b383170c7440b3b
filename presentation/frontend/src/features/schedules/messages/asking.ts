/** What the page of a schedule that waits for messages asks the server. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";

const AGAIN_MS = 5_000;

export function useSchedule(schedule: string) {
  return useQuery({
    queryKey: ["schedule", schedule],
    queryFn: () => said(api.GET("/api/v1/schedules/{schedule}", { params: { path: { schedule } } })),
  });
}

/** The last messages, and the counts of all; for whoever may change the schedule. */
export function useDeliveries(schedule: string, may: boolean) {
  return useQuery({
    queryKey: ["schedule", schedule, "deliveries"],
    queryFn: () => said(api.GET("/api/v1/schedules/{schedule}/deliveries", { params: { path: { schedule } } })),
    refetchInterval: AGAIN_MS,
    enabled: may,
  });
}

/** What messages asked for, the newest first. */
export function useItems(schedule: string) {
  return useInfiniteQuery({
    queryKey: ["schedule", schedule, "items"],
    queryFn: ({ pageParam }) =>
      said(
        api.GET("/api/v1/schedules/{schedule}/items", {
          params: { path: { schedule }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    refetchInterval: AGAIN_MS,
  });
}
