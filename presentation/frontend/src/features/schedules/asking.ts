/** What the schedule pages ask the server. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";

const AGAIN_MS = 10_000;
const PLAN_AGAIN_MS = 60_000;
/** A month of what fires every hour takes a while to reckon. */
const PLANS_AT_ONCE = 50;
export const KEY = ["schedules"];

export function useSchedules() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => every((cursor) => said(api.GET("/api/v1/schedules", { params: { query: paged(cursor) } }))),
    refetchInterval: AGAIN_MS,
  });
}

/** All schedules with every date that they plan between two instants, in milliseconds since 1970. */
export function usePlans(since: number, until: number) {
  return useQuery({
    queryKey: [...KEY, "plan", since, until],
    queryFn: () => {
      const stretch = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
      return every((cursor) => said(api.GET("/api/v1/schedules", { params: { query: { ...paged(cursor), limit: PLANS_AT_ONCE, ...stretch } } })));
    },
    refetchInterval: PLAN_AGAIN_MS,
  });
}

/** The procedures that may run, by name. */
export function useRunnable() {
  return useQuery({
    queryKey: ["schedule-choices"],
    queryFn: async () => {
      const { items } = await every((cursor) => said(api.GET("/api/v1/procedures", { params: { query: paged(cursor) } })));
      return items.filter((each) => each.version > 0).map(({ name, title }) => ({ value: name, label: title || name }));
    },
  });
}
