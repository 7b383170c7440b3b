/** What can be done with a whole execution, as far as its state and this person's rights allow. */
import { Button, Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import type { components } from "@/api/schema";
import { useMay } from "@/api/session";
import { ButtonLink } from "@/ui/Anchor";
import { AgainIcon, PauseIcon, RunsIcon, StopIcon } from "@/ui/icons";
import type { FlowNodes } from "../model/shapes";
import { resumable } from "../live";
import { ActDialog } from "./ActDialog";

type Execution = components["schemas"]["Execution"];
type Open = "cancel" | "pause" | "continue" | "resume" | null;
const HOW = ["now", "after_step", "force"] as const;
type How = (typeof HOW)[number];

export function Acts({ run, over, nodes }: { run: Execution; over: boolean; nodes: FlowNodes }): ReactNode {
  const { t } = useTranslation("executions");
  const may = useMay("execution.operate");
  const mayStart = useMay("execution.start");
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const counts = run.counts as Record<string, number>;
  const fell = over && ((counts.failed ?? 0) > 0 || (counts.cancelled ?? 0) > 0);
  const path = { execution: run.id };
  const walking = Object.entries(counts).reduce((sum, [state, n]) => sum + (["queued", "running", "waiting"].includes(state) ? n : 0), 0);
  return (
    <>
      {may && !over && !run.paused && (
        <Button variant="default" leftSection={<PauseIcon size={15} />} onClick={() => setOpen("pause")}>
          {t("pause")}
        </Button>
      )}
      {may && !over && run.paused != null && (
        <Button leftSection={<RunsIcon size={15} />} onClick={() => setOpen("continue")}>
          {t("continue")}
        </Button>
      )}
      {may && !over && (
        <Button variant="outline" color="var(--noc-bad-text)" leftSection={<StopIcon size={15} />} onClick={() => setOpen("cancel")}>
          {t("cancel")}
        </Button>
      )}
      {may && fell && (
        <Button leftSection={<AgainIcon size={15} />} onClick={() => setOpen("resume")}>
          {t("resume")}
        </Button>
      )}
      {mayStart && over && (
        <ButtonLink
          to="/procedures/$name/run"
          params={{ name: String(run.procedure.name) }}
          search={{ again: run.number }}
          variant="default"
        >
          {t("run_again")}
        </ButtonLink>
      )}
      {open === "pause" && (
        <ActDialog
          title={t("pause.title")}
          says={t("pause.says", { count: walking })}
          confirm={t("pause")}
          act={(reason) => said(api.POST("/api/v1/executions/{execution}/pause", { params: { path }, body: { reason } }))}
          onClose={close}
        />
      )}
      {open === "continue" && (
        <ActDialog
          title={t("continue.title")}
          says={t("continue.says", { count: walking })}
          confirm={t("continue")}
          act={(reason) => said(api.POST("/api/v1/executions/{execution}/continue", { params: { path }, body: { reason } }))}
          onClose={close}
        />
      )}
      {open === "cancel" && <CancelDialog execution={run.id} walking={walking} onClose={close} />}
      {open === "resume" && <ResumeDialog execution={run.id} nodes={nodes} onClose={close} />}
    </>
  );
}

function CancelDialog({ execution, walking, onClose }: { execution: string; walking: number; onClose: () => void }): ReactNode {
  const { t } = useTranslation("executions");
  const [how, setHow] = useState<How>("now");
  return (
    <ActDialog
      title={t("cancel.title")}
      says={t(`cancel.says.${how}`, { count: walking })}
      confirm={t("cancel.confirm", { count: walking })}
      danger
      act={(reason) =>
        said(api.POST("/api/v1/executions/{execution}/cancel", { params: { path: { execution } }, body: { reason, how } }))
      }
      onClose={onClose}
    >
      <Select
        label={t("cancel.how")}
        allowDeselect={false}
        value={how}
        onChange={(next) => setHow((next ?? "now") as How)}
        data={HOW.map((each) => ({ value: each, label: t(`cancel.how.${each}`) }))}
      />
    </ActDialog>
  );
}

function ResumeDialog({ execution, nodes, onClose }: { execution: string; nodes: FlowNodes; onClose: () => void }): ReactNode {
  const { t } = useTranslation("executions");
  const asked = useQuery({ queryKey: ["resumable", execution], queryFn: () => resumable(execution), staleTime: 0 });
  const hosts = asked.data?.items ?? [];
  return (
    <ActDialog
      title={t("resume.title")}
      says={t("resume.says")}
      confirm={t("resume.confirm", { count: hosts.length })}
      ready={hosts.length > 0}
      act={(reason) =>
        said(api.POST("/api/v1/executions/{execution}/resume", { params: { path: { execution } }, body: { reason } }))
      }
      onClose={onClose}
    >
      {asked.data && hosts.length === 0 && <Text size="sm">{t("resume.nobody")}</Text>}
      <Group component="ul" gap={4} m={0} pl="md" style={{ display: "block", maxHeight: 220, overflow: "auto" }}>
        {hosts.slice(0, 200).map((each) => (
          <Text component="li" size="sm" key={each.host}>
            {t("resume.host", { host: each.host, node: each.places.map(({ node }) => nodes[node]?.title ?? node).join(", ") })}
          </Text>
        ))}
      </Group>
    </ActDialog>
  );
}
