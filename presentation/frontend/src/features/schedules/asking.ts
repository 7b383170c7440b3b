/** What the schedule pages ask the server. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";

const AGAIN_MS = 10_000;
export const KEY = ["schedules"];

export function useSchedules() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => every((cursor) => said(api.GET("/api/v1/schedules", { params: { query: paged(cursor) } }))),
    refetchInterval: AGAIN_MS,
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
