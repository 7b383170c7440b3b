/** Every feature of the screens, named once; they don't know of each other. */
import type { Feature } from "@/ui/page";
import { approvals } from "@/features/approvals";
import { editor } from "@/features/editor";
import { executions } from "@/features/executions";
import { executorNodes } from "@/features/executor_nodes";
import { inventory } from "@/features/inventory";
import { procedures } from "@/features/procedures";
import { schedules } from "@/features/schedules";

export const FEATURES: readonly Feature[] = [procedures, editor, executions, approvals, schedules, inventory, executorNodes];
