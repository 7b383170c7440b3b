/** Lists that the server rings for: a query whose `meta` names one is asked again when it has changed. */
import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { listen } from "./listen";

/** Some of what lists say changes by time alone, which nobody rings for. */
const SLOW_MS = 15_000;
/** Who goes from one list to another goes on listening. */
const LINGER_MS = 2_000;

let live = false;
let shown = 0;
let stop: (() => void) | null = null;
const listeners = new Set<() => void>();

function turn(now: boolean): void {
  live = now;
  for (const listener of listeners) listener();
}

function isOf(lists: readonly unknown[] | null): { predicate: (query: Query) => boolean } {
  return { predicate: ({ meta }) => meta?.list !== undefined && (lists === null || lists.includes(meta.list)) };
}

/** Answers how to stop. */
function begin(queries: QueryClient): () => void {
  const quiet = listen(
    "/api/v1/lists/stream",
    {
      lists: (said: { lists: string[] }) => void askAgain(queries, isOf(said.lists)),
      beat: ({ age }: { age: number }) => asOf(queries, Date.now() - age * 1_000),
    },
    turn,
  );
  const timer = window.setInterval(() => {
    if (live) void askAgain(queries, isOf(null));
  }, SLOW_MS);
  return () => {
    window.clearInterval(timer);
    quiet();
    turn(false);
  };
}

/** What is being asked just now is not cut short, but asked once more: it may have been read before this happened. */
async function askAgain(queries: QueryClient, filter: ReturnType<typeof isOf>): Promise<void> {
  const busy = queries.isFetching(filter) > 0;
  await queries.invalidateQueries(filter, { cancelRefetch: false });
  if (busy) await queries.invalidateQueries(filter, { cancelRefetch: false });
}

/** Nothing rang until then, so what was heard before still stands. */
function asOf(queries: QueryClient, updatedAt: number): void {
  for (const { queryKey, state } of queries.getQueryCache().findAll({ ...isOf(null), fetchStatus: "idle" })) {
    if (state.status === "success" && !state.isInvalidated && state.dataUpdatedAt < updatedAt) {
      queries.setQueryData(queryKey, (before: unknown) => before, { updatedAt });
    }
  }
}

/** Whether the server tells when lists change; where it doesn't, whoever shows one has to ask again and again. */
export function useLists(): boolean {
  const queries = useQueryClient();
  useEffect(() => {
    shown += 1;
    stop ??= begin(queries);
    return () => {
      shown -= 1;
      window.setTimeout(() => {
        if (shown > 0) return;
        stop?.();
        stop = null;
      }, LINGER_MS);
    };
  }, [queries]);
  return useSyncExternalStore(watch, () => live);
}

/** How often to ask for a list besides: not at all while it is told of and was answered, else each `againMs`. */
export function listInterval(live: boolean, againMs: number): (query: { state: { status: string } }) => number | false {
  return ({ state }) => (live && state.status !== "error" ? false : againMs);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
