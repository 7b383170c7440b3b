/** Keys that lead from an execution to what belongs to it: what it asks, its procedure, and running it again. */
import { useNavigate } from "@tanstack/react-router";
import { useMay } from "@/api/session";
import type { Command } from "@/ui/commands";

interface Run {
  number: number;
  procedure: Record<string, unknown>;
}

/** `of` answers which execution is meant when a key is pressed; without one nothing happens. */
export function useOther(of: () => Run | undefined): Command[] {
  const navigate = useNavigate();
  const mayStart = useMay("execution.start");
  const mayEdit = useMay("procedure.edit");
  function go(way: "edit" | "run"): void {
    const run = of();
    if (run === undefined) return;
    const search = way === "run" ? { again: run.number } : {};
    void navigate({ to: `/procedures/$name/${way}`, params: { name: String(run.procedure.name) }, search } as never);
  }
  return [
    { key: "a", title: "executions:key.answer", act: () => void navigate({ to: "/approvals" as never }) },
    ...(mayEdit ? [{ key: "e", title: "executions:key.edit", act: () => go("edit") }] : []),
    ...(mayStart ? [{ key: "x", title: "executions:key.again", act: () => go("run") }] : []),
  ];
}
