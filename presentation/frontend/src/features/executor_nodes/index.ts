/** Executor nodes: the machines that run steps, and who of them is let in. */
import { ExecutorNodeIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const executorNodes: Feature = {
  name: "executor_nodes",
  pages: [{ path: "/executor-nodes", load: () => import("./ExecutorNodesPage") }],
  ways: [
    {
      to: "/executor-nodes",
      title: "executor_nodes:way",
      keys: "g e",
      verb: "executor_node.read",
      icon: ExecutorNodeIcon,
    },
  ],
};
