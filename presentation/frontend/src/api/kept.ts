/** What went wrong, kept while it is asked again: who asks anew without an answer so far has no error meanwhile. */
import { useState } from "react";

/** The last error, as long as something is wrong. */
export function useKept(error: Error | null, wrong: boolean): Error | null {
  const [kept, keep] = useState(error);
  const now = error ?? (wrong ? kept : null);
  if (now !== kept) keep(now);
  return now;
}

/** Of something that is asked for again and again: what is wrong with it, and whether its first answer is yet to come. */
export function useTrouble(asked: { error: Error | null; isPending: boolean; errorUpdateCount: number }): { error: Error | null; waits: boolean } {
  const failed = asked.isPending && asked.errorUpdateCount > 0;
  return { error: useKept(asked.error, failed), waits: asked.isPending && !failed };
}
