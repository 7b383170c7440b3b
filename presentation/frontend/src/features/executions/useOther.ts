/** Keys that lead from an execution to what belongs to it: what it asks, its procedure, and running it again. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useMay } from "@/api/session";
import type { Command } from "@/ui/commands";

interface Run {
  number: number;
  procedure: Record<string, unknown>;
}

/** `of`: the execution meant, at the moment when a key is pressed where that is a function; nothing happens without one. */
export function useOther(): (of: Run | undefined | (() => Run | undefined)) => Command[] {
  const navigate = useNavigate();
  const mayStart = useMay("execution.start");
  const mayEdit = useMay("procedure.edit");
  return useCallback(
    (of) => {
      const go = (to: string, search: (run: Run) => object) => () => {
        const run = typeof of === "function" ? of() : of;
        if (run === undefined) return;
        void navigate({ to, params: { name: String(run.procedure.name) }, search: search(run) } as never);
      };
      return [
        { key: "a", title: "executions:key.answer", act: () => void navigate({ to: "/approvals" as never }) },
        ...(mayEdit ? [{ key: "e", title: "executions:key.edit", act: go("/procedures/$name/edit", () => ({})) }] : []),
        ...(mayStart ? [{ key: "x", title: "executions:key.again", act: go("/procedures/$name/run", ({ number }) => ({ again: number })) }] : []),
      ];
    },
    [navigate, mayStart, mayEdit],
  );
}
