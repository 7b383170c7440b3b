/** The output of an execution, of one of its steps or of one of its hosts, and what the server finds in all of it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, said } from "@/api/client";
import { logOf, type Written } from "../model/log";

/** So much is shown on a page; what is beyond is in the file and is searched all the same. */
const MOST_SHOWN = 40_000_000;
const FEW_MS = 3_000;
const MANY_MS = 15_000;
const MANY_VISITS = 200;
/** So many visits are asked for at once, and first fewer, so that there is something to read. */
const PAGE = 200;
const FIRST_PAGE = 20;

export interface Of {
  readonly execution: string;
  readonly node: string | undefined;
  readonly host: string | undefined;
}

function query({ node, host }: Of): { node?: string; host?: string } {
  return { ...(node === undefined ? {} : { node }), ...(host === undefined ? {} : { host }) };
}

interface Read {
  visits: Written[];
  /** Whether there is more than is shown. */
  cut: boolean;
}

/** All pages, the first as large as `begins` says; `sofar` is told of each before the next is asked for. */
async function visitsOf(of: Of, begins: number, sofar: (read: Read) => void): Promise<Read> {
  const visits: Written[] = [];
  let size = 0;
  for (let cursor: string | undefined; ; ) {
    const page = (await said(
      api.GET("/api/v1/executions/{execution}/visits", {
        params: { path: { execution: of.execution }, query: { ...query(of), limit: cursor ? PAGE : begins, ...(cursor ? { cursor } : {}) } },
      }),
    )) as unknown as { items: Written[]; next: string | null };
    visits.push(...page.items.filter((visit) => visit.stdout || visit.stderr));
    size += page.items.reduce((sum, visit) => sum + (visit.stdout?.length ?? 0) + (visit.stderr?.length ?? 0), 0);
    if (!page.next || size > MOST_SHOWN) return { visits, cut: page.next !== null };
    cursor = page.next;
    sofar({ visits: [...visits], cut: false });
  }
}

/** `over`: nothing more is to come. */
export function useLog(of: Of, over: boolean) {
  const queries = useQueryClient();
  const key = ["log", of.execution, of.node, of.host];
  const asked = useQuery({
    queryKey: [...key, over],
    queryFn: () => {
      const first = queries.getQueriesData({ queryKey: key }).every(([, known]) => known === undefined);
      // Its beginning is read while the rest comes.
      return visitsOf(of, first ? FIRST_PAGE : PAGE, (read) => first && queries.setQueryData([...key, over], read));
    },
    placeholderData: (before) => before,
    refetchInterval: (state) => !over && ((state.state.data?.visits.length ?? 0) > MANY_VISITS ? MANY_MS : FEW_MS),
    retry: false,
  });
  const log = useMemo(() => logOf(asked.data?.visits ?? []), [asked.data]);
  return { log, cut: asked.data?.cut ?? false, error: asked.error, pending: asked.isPending, again: asked.refetch };
}

export interface Matches {
  readonly count: number;
  readonly hosts: number;
  readonly cut: boolean;
  readonly items: readonly { host: string; number: number; line: number }[];
}

export function useMatches(of: Of, text: string) {
  return useQuery({
    queryKey: ["matches", of.execution, of.node, of.host, text],
    queryFn: async () =>
      (await said(
        api.GET("/api/v1/executions/{execution}/output/matches", {
          params: { path: { execution: of.execution }, query: { ...query(of), text } },
        }),
      )) as unknown as Matches,
    enabled: text !== "",
    retry: false,
  });
}

/** Where all of it can be had as a file. */
export function fileOf(of: Of): string {
  const words = new URLSearchParams(query(of)).toString();
  return `/api/v1/executions/${encodeURIComponent(of.execution)}/output${words && `?${words}`}`;
}
