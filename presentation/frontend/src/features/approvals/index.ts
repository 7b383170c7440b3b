/** Approvals: what walks ask people, and what people answer. */
import { ApprovalIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";
import { OpenCount } from "./OpenCount";

export const approvals: Feature = {
  name: "approvals",
  pages: [
    { path: "/approvals", load: () => import("./ApprovalsPage") },
    { path: "/approvals/$question", load: () => import("./QuestionPage") },
  ],
  ways: [
    {
      to: "/approvals",
      title: "approvals:way",
      keys: "g a",
      verb: "execution.read",
      icon: ApprovalIcon,
      beside: OpenCount,
    },
  ],
};
