/** What became of an introduction: pure. */
import type { Introduction } from "../asking";

export type Became = "used" | "withdrawn" | "expired" | "open";

type Times = Pick<Introduction, "used_at" | "revoked_at" | "expires_at">;

export function became({ used_at, revoked_at, expires_at }: Times, now: number): Became {
  if (used_at !== null) return "used";
  if (revoked_at !== null) return "withdrawn";
  return Date.parse(expires_at) <= now ? "expired" : "open";
}
