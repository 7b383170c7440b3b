/** The page of one draft: reads it and the kinds of nodes, then hands both to the editor. */
import { Skeleton } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ProblemNote } from "@/ui/Problem";
import { Editor } from "./Editor";
import { emptyProcedure, useDraft } from "./state/useDraft";
import { useKinds } from "./state/useQuestions";

export default function EditorPage(): ReactNode {
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const draft = useDraft(name);
  const kinds = useKinds();
  const error = draft.error ?? kinds.error;
  if (error) return <ProblemNote error={error} again={() => void (draft.error ? draft : kinds).refetch()} />;
  if (draft.data === undefined || kinds.kinds === null) return <Skeleton h="80vh" />;
  const opened = draft.data ?? { text: emptyProcedure(name), etag: null, changedBy: null };
  return <Editor key={name} name={name} opened={opened} kinds={kinds.kinds} />;
}
