/** The output of an execution, of one of its steps or of one of its hosts: its outline, its text, what is found in it. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { api, said } from "@/api/client";
import { type Chunk, logOf, type Outline, written } from "../model/log";

/** More can't be scrolled through by a browser; what is beyond is in the file and is searched all the same. */
const MOST_ROWS = 1_000_000;
const FEW_MS = 3_000;
const MANY_MS = 15_000;
const MANY_VISITS = 2_000;

export interface Of {
  readonly execution: string;
  readonly node: string | undefined;
  readonly host: string | undefined;
}

const NOTHING: Outline = { hosts: [], nodes: [], visits: [] };

function query({ node, host }: Of): { node?: string; host?: string } {
  return { ...(node === undefined ? {} : { node }), ...(host === undefined ? {} : { host }) };
}

/** Which lines there are; `over`: no more are to come. */
export function useLog(of: Of, over: boolean) {
  const asked = useQuery({
    queryKey: ["log", of.execution, of.node, of.host, over],
    queryFn: async () =>
      (await said(
        api.GET("/api/v1/executions/{execution}/output/lines", { params: { path: { execution: of.execution }, query: query(of) } }),
      )) as unknown as Outline,
    placeholderData: (before, last) => (last?.queryKey.slice(0, 4).join() === ["log", of.execution, of.node, of.host].join() ? before : undefined),
    refetchInterval: (state) => !over && ((state.state.data?.visits.length ?? 0) > MANY_VISITS ? MANY_MS : FEW_MS),
    retry: false,
  });
  const log = useMemo(() => logOf(asked.data ?? NOTHING, MOST_ROWS), [asked.data]);
  return { log, error: asked.error, pending: asked.isPending, again: asked.refetch };
}

/** What stands in these blocks, by the id of the visit; what is not there yet is on its way, or `failed`.
 *
 * A block at the end of a log that grows is another block each time: until that is there, the text of the last is kept. */
export function useText(execution: string, blocks: readonly (readonly Chunk[])[]) {
  const before = useRef<ReadonlyMap<string, readonly string[]>>(new Map());
  const { text, pending, failed, again } = useQueries({
    queries: blocks.map((block) => {
      const ids = block.map(({ id }) => id).join(".");
      return {
        queryKey: ["text", execution, ids],
        queryFn: async () => {
          const path = { execution };
          const page = await said(api.GET("/api/v1/executions/{execution}/visits", { params: { path, query: { ids, limit: block.length } } }));
          return page.items.map((visit) => [visit.id, written(visit as Parameters<typeof written>[0])] as const);
        },
        staleTime: Number.POSITIVE_INFINITY, // what a visit wrote stays as it is
      };
    }),
    combine: (answers) => ({
      text: new Map(answers.flatMap(({ data }) => data ?? [])),
      pending: answers.some(({ isPending }) => isPending),
      failed: answers.find(({ error }) => error !== null)?.error ?? null,
      again: () => void Promise.all(answers.filter(({ isError }) => isError).map(({ refetch }) => refetch())),
    }),
  });
  const all: ReadonlyMap<string, readonly string[]> = pending ? new Map([...before.current, ...text]) : text;
  useEffect(() => {
    before.current = all;
  });
  return { text: all, failed, again };
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
