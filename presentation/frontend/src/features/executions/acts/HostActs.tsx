/** What can be done with one host: pass over its step, or do it again. */
import { Button, Group, Select } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { AgainIcon, SkipIcon } from "@/ui/icons";
import type { FlowNodes, Walk } from "../model/shapes";
import { ActDialog } from "./ActDialog";

export function HostActs({ execution, walk, nodes }: { execution: string; walk: Walk; nodes: FlowNodes }): ReactNode {
  const { t } = useTranslation("executions");
  const may = useMay("execution.operate");
  const [open, setOpen] = useState<"skip" | "redo" | null>(null);
  const [outcome, setOutcome] = useState("succeeded");
  const at = walk.places[0] ?? walk.node;
  if (!may || at === null || at === undefined || walk.status === "succeeded") return null;
  const title = nodes[at]?.title ?? at;
  const params = { path: { execution, host: walk.name } };
  const next = nodes[at]?.next;
  const ways = [...new Set(["succeeded", ...(typeof next === "object" ? Object.keys(next) : [])])].filter((each) => each !== "any");
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" leftSection={<SkipIcon size={13} />} onClick={() => setOpen("skip")}>
        {t("skip")}
      </Button>
      <Button size="compact-sm" variant="default" leftSection={<AgainIcon size={13} />} onClick={() => setOpen("redo")}>
        {t("redo")}
      </Button>
      {open === "skip" && (
        <ActDialog
          title={t("skip.title", { host: walk.name })}
          says={t("skip.says", { host: walk.name, node: title })}
          confirm={t("skip")}
          needsReason
          act={(reason) =>
            said(
              api.POST("/api/v1/executions/{execution}/hosts/{host}/skip", { params, body: { reason, outcome, at } }),
            )
          }
          onClose={() => setOpen(null)}
        >
          <Select
            label={t("skip.outcome")}
            allowDeselect={false}
            data={ways}
            value={outcome}
            onChange={(value) => setOutcome(value ?? "succeeded")}
          />
        </ActDialog>
      )}
      {open === "redo" && (
        <ActDialog
          title={t("redo.title", { host: walk.name })}
          says={t("redo.says", { host: walk.name, node: title })}
          confirm={t("redo")}
          needsReason
          act={(reason) =>
            said(api.POST("/api/v1/executions/{execution}/hosts/{host}/redo", { params, body: { reason, at } }))
          }
          onClose={() => setOpen(null)}
        />
      )}
    </Group>
  );
}
