/** Host × step along the time: only hosts in sight are asked for and drawn, stretches without work are squeezed. */
import { Text, UnstyledButton } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { LOOKS, look } from "@/ui/states";
import { useStateWord } from "@/ui/stateWord";
import { between, timeOfDay } from "@/ui/times";
import { walkQuery } from "../live";
import type { Matrix, Visit, Walk } from "../model/shapes";
import { type Scale, squeezed } from "../model/timeline";
import "../matrix/matrix.css";
import "./timeline.css";

const ROW_PX = 30;
/** Visits of these kinds pass time and do nothing. */
const IDLE = new Set(["wait", "approval", "input", "gate", "join", "loop"]);

interface Shown {
  execution: string;
  matrix: Matrix;
  quiet: boolean;
  from: string;
  to: string | null;
  onHost: (host: string) => void;
}

export function TimelineView({ execution, matrix, quiet, from, to, onHost }: Shown): ReactNode {
  const { t, i18n } = useTranslation("executions");
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: matrix.hosts.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: 4 });
  const seen = rows.getVirtualItems();
  const names = seen.map((row) => matrix.hosts[row.index]?.name ?? "");
  const walks = useQueries({ queries: names.map((host) => walkQuery(execution, host, quiet)) });
  const now = Date.now();
  const whole = { from: Date.parse(from), to: to === null ? now : Date.parse(to) };
  const spans = walks.flatMap(({ data }) => data?.path ?? []).filter((visit) => visit.started_at && !IDLE.has(visit.kind));
  const scale = squeezed(spans.map((visit) => spanOf(visit, whole.to)), whole);
  return (
    <div ref={box} className="noc-matrix noc-timeline" role="group" aria-label={t("view.timeline")} tabIndex={0}>
      <div className="noc-timeline-row noc-timeline-head">
        <span>{t("host")}</span>
        <span className="noc-timeline-lane">
          <span>{timeOfDay(from, i18n.language)}</span>
          <span style={{ right: 0 }}>{to === null ? t("timeline.now") : timeOfDay(to, i18n.language)}</span>
          {scale.gaps.map((gap) => (
            <span key={gap.from} className="noc-timeline-gap-word" style={{ left: `${50 * (scale.at(gap.from) + scale.at(gap.to))}%` }}>
              {t("timeline.gap", { time: between(new Date(gap.from).toISOString(), new Date(gap.to).toISOString()) })}
            </span>
          ))}
        </span>
      </div>
      <div style={{ height: rows.getTotalSize(), position: "relative" }}>
        {seen.map((row, place) => (
          <div key={row.key} className="noc-timeline-row noc-timeline-host" style={{ height: ROW_PX, transform: `translateY(${row.start}px)` }}>
            <UnstyledButton className="noc-matrix-host" onClick={() => onHost(names[place] ?? "")}>
              {names[place]}
            </UnstyledButton>
            <Lane walk={walks[place]?.data} scale={scale} end={whole.to} titles={matrix} />
          </div>
        ))}
      </div>
      {matrix.hosts.length === 0 && <Text c="dimmed">{t("no_host")}</Text>}
    </div>
  );
}

function spanOf(visit: Visit, end: number): { from: number; to: number } {
  return { from: Date.parse(visit.started_at ?? ""), to: visit.finished_at ? Date.parse(visit.finished_at) : end };
}

function Lane({ walk, scale, end, titles }: { walk: Walk | undefined; scale: Scale; end: number; titles: Matrix }): ReactNode {
  const word = useStateWord();
  return (
    <span className="noc-timeline-lane">
      {scale.gaps.map((gap) => (
        <span key={gap.from} className="noc-timeline-gap" style={place(scale, gap.from, gap.to)} />
      ))}
      {walk?.path
        .filter((visit) => visit.started_at)
        .map((visit) => {
          const { from, to } = spanOf(visit, end);
          const state = visit.outcome !== null && visit.outcome in LOOKS ? visit.outcome : visit.status;
          const title = titles.nodes.find((node) => node.id === visit.node)?.title ?? visit.node;
          const said = [title, word(state), between(visit.started_at, visit.finished_at), visit.attempts > 1 ? `${visit.attempts}×` : ""];
          return (
            <span
              key={visit.id}
              role="img"
              className="noc-timeline-bar"
              data-idle={IDLE.has(visit.kind)}
              data-tone={look(state).tone}
              style={{ ...place(scale, from, to), "--bar": `var(--noc-${look(state).tone})` } as object}
              title={said.filter(Boolean).join(" · ")}
              aria-label={said.filter(Boolean).join(" · ")}
            >
              {state !== "succeeded" && state !== "passed" && !IDLE.has(visit.kind) && <StateShape state={state} size={12} />}
            </span>
          );
        })}
    </span>
  );
}

function place(scale: Scale, from: number, to: number): { left: string; width: string } {
  return { left: `${100 * scale.at(from)}%`, width: `${100 * (scale.at(to) - scale.at(from))}%` };
}
