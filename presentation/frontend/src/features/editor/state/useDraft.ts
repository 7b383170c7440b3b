/** The draft on the server: read once, saved by hand, never over somebody else's. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, idempotencyKey, said } from "@/api/client";
import { Problem } from "@/api/problem";

/** A text as the server has it; no ETag: the server has none yet. */
export interface Draft {
  readonly text: string;
  readonly etag: string | null;
  readonly changedBy: string | null;
}

export function emptyProcedure(name: string): string {
  return [
    "apiVersion: noc/v1",
    "kind: Procedure",
    `metadata: {name: ${name}, title: ${name}}`,
    "spec:",
    "  nodes:",
    "    begin: {kind: start, next: done}",
    "    done: {kind: end}",
    "",
  ].join("\n");
}

async function readDraft(name: string): Promise<Draft | null> {
  const asking = api.GET("/api/v1/procedures/{name}/draft", { params: { path: { name } } });
  try {
    const draft = await said(asking);
    return {
      text: draft.text,
      etag: (await asking).response.headers.get("ETag"),
      changedBy: draft.changed_by.name,
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

async function put(name: string, text: string, etag: string): Promise<Draft> {
  const asking = api.PUT("/api/v1/procedures/{name}/draft", {
    params: { path: { name }, header: { "If-Match": etag } },
    body: { text },
  });
  const draft = await said(asking);
  return {
    text: draft.text,
    etag: (await asking).response.headers.get("ETag"),
    changedBy: draft.changed_by.name,
  };
}

async function create(name: string, text: string): Promise<Draft> {
  await said(
    api.POST("/api/v1/procedures", {
      params: { header: { "Idempotency-Key": idempotencyKey() } },
      body: { text },
    }),
  );
  const made = await readDraft(name);
  if (made === null) throw new Problem(404, "not_found", "");
  return made;
}

/** The draft of this name as the server has it; null where there is none. */
export function useDraft(name: string) {
  return useQuery({
    queryKey: ["draft", name],
    queryFn: () => readDraft(name),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Saving: `conflict` is somebody else's draft that was there instead of the one this began with. */
export function useSaving(name: string, opened: Draft) {
  const queries = useQueryClient();
  const [saved, setSaved] = useState(opened);
  const [conflict, setConflict] = useState<Draft | null>(null);

  async function save(text: string, over: string | null): Promise<Draft | null> {
    try {
      const draft = over === null ? await create(name, text) : await put(name, text, over);
      setSaved(draft);
      setConflict(null);
      queries.setQueryData(["draft", name], draft);
      void queries.invalidateQueries({ queryKey: ["procedures"] });
      return draft;
    } catch (error) {
      if (!(error instanceof Problem) || ![409, 412].includes(error.status)) throw error;
      setConflict(await readDraft(name));
      return null;
    }
  }

  const saving = useMutation({ mutationFn: (text: string) => save(text, saved.etag) });
  const overwriting = useMutation({ mutationFn: (text: string) => save(text, conflict?.etag ?? null) });
  const publishing = useMutation({
    mutationFn: async ({ text, comment }: { text: string; comment: string }) => {
      const draft = text === saved.text && saved.etag !== null ? saved : await save(text, saved.etag);
      if (draft === null) return null;
      return said(
        api.POST("/api/v1/procedures/{name}/versions", {
          params: { path: { name }, header: { "Idempotency-Key": idempotencyKey() } },
          body: { comment },
        }),
      );
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["versions", name] }),
  });

  /** Go on from the other draft: what was there is this page's business to keep. */
  function take(): void {
    if (conflict) setSaved(conflict);
    setConflict(null);
  }

  return { saved, saving, overwriting, publishing, conflict, take, leaveConflict: () => setConflict(null) };
}
