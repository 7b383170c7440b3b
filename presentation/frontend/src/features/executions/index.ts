/** Executions: the list, one execution live, one host's walk. */
import { RunsIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const executions: Feature = {
  name: "executions",
  pages: [
    { path: "/executions", load: () => import("./ExecutionsPage") },
    { path: "/executions/$execution", load: () => import("./ExecutionPage") },
  ],
  ways: [{ to: "/executions", title: "executions:way", keys: "g r", verb: "execution.read", icon: RunsIcon }],
};
