/** Host keys that wait for people. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";

const AGAIN_MS = 10_000;
export const KEY = ["host-key-reviews"];
export type Decision = "accept" | "refuse";

export function useOpenReviews() {
  return useQuery({
    queryKey: KEY,
    queryFn: () =>
      every((cursor) =>
        said(
          api.GET("/api/v1/host-key-reviews", {
            params: { query: { status: "open", ...paged(cursor) } },
          }),
        ),
      ),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
}

export async function decide(review: string, decision: Decision, reason: string): Promise<void> {
  const asked = { params: { path: { review } }, body: { reason } };
  await said(
    decision === "accept"
      ? api.POST("/api/v1/host-key-reviews/{review}/accept", asked)
      : api.POST("/api/v1/host-key-reviews/{review}/refuse", asked),
  );
}
