/** What the inbox asks the server, and how it answers a walk. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, said } from "@/api/client";
import { every } from "@/api/every";
import { listInterval } from "@/api/lists";
import { cardsOf, type Question } from "./cards";
import { askedOnce, type Behind, willRun } from "./willRun";

const AGAIN_MS = 3_000;
const COUNT_MS = 10_000;
const PAGE = 200;
const TICK_MS = 1_000;
export type Standing = "open" | "closed";

/** One question for each host that asks; the newest of the closed ones come last. `live`: it is told when they change. */
export function useQuestions(status: Standing, live: boolean) {
  return useQuery({
    queryKey: ["questions", status],
    queryFn: () =>
      every<Question>((cursor) =>
        said(
          api.GET("/api/v1/questions", { params: { query: { status, limit: PAGE, ...(cursor ? { cursor } : {}) } } }),
        ),
      ),
    refetchInterval: status === "open" ? listInterval(live, AGAIN_MS) : false, // what is over stays as it is, and there is much of it
    retry: false, // the next round asks again, and says so meanwhile
    ...(status === "open" ? { meta: { list: "questions" } } : {}),
  });
}

/** How many cards wait, from the first page alone: every page of the screens asks this. `more` when there are others. */
export function useOpenCount() {
  return useQuery({
    queryKey: ["questions", "count"],
    queryFn: async () => {
      const first = await said(api.GET("/api/v1/questions", { params: { query: { status: "open", limit: PAGE } } }));
      return { count: cardsOf(first.items).length, more: first.next !== null };
    },
    refetchInterval: COUNT_MS,
    meta: { list: "questions" },
    retry: false,
  });
}

export function useQuestion(question: string) {
  return useQuery({
    queryKey: ["question", question],
    queryFn: (): Promise<Question> => said(api.GET("/api/v1/questions/{question}", { params: { path: { question } } })),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
}

/** What a yes lets run and where; undefined while it is not known, or when this person may not read the procedure. */
export function useBehind(question: Question) {
  const { execution, procedure: name, node } = question;
  return useQuery({
    queryKey: ["behind-question", execution, node],
    queryFn: async (): Promise<Behind> => {
      const started = await said(api.GET("/api/v1/executions/{execution}", { params: { path: { execution } } }));
      const path = { name, number: String(started.procedure.version) };
      const version = await said(api.GET("/api/v1/procedures/{name}/versions/{number}", { params: { path } }));
      const { canonical } = version;
      const hosts = Object.values(started.counts).reduce((sum: number, each) => sum + Number(each), 0);
      return { step: willRun(canonical, node), hosts: askedOnce(canonical, node) ? hosts : null };
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export interface Answer {
  outcome: string;
  reason: string;
  values?: Record<string, unknown>;
  code?: string;
}

export async function answer({ id, digest }: Question, given: Answer): Promise<void> {
  await said(
    api.POST("/api/v1/questions/{question}/answers", {
      params: { path: { question: id } },
      body: { digest, ...given },
    }),
  );
}

/** Milliseconds since 1970, told anew each second. */
export function useNow(): number {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => tick(Date.now()), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
