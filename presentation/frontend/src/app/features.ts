/** Every feature of the screens, named once; they don't know of each other. */
import type { Feature } from "@/ui/page";
import { accounts } from "@/features/accounts";
import { approvals } from "@/features/approvals";
import { audit } from "@/features/audit";
import { credentials } from "@/features/credentials";
import { dashboard } from "@/features/dashboard";
import { editor } from "@/features/editor";
import { executions } from "@/features/executions";
import { executorNodes } from "@/features/executor_nodes";
import { inventory } from "@/features/inventory";
import { notifications } from "@/features/notifications";
import { procedures } from "@/features/procedures";
import { schedules } from "@/features/schedules";

export const FEATURES: readonly Feature[] = [
  dashboard,
  procedures,
  editor,
  executions,
  approvals,
  schedules,
  inventory,
  executorNodes,
  notifications,
  credentials,
  accounts,
  audit,
];
