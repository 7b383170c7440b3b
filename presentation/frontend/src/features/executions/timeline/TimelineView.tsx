/** Host × step along the time: only hosts in sight are asked for and drawn, stretches without work are squeezed. */
import { Text, UnstyledButton } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { LOOKS, look } from "@/ui/states";
import { useStateWord } from "@/ui/stateWord";
import { between, timeOfDay } from "@/ui/times";
import { walkQuery } from "../live";
import type { Matrix, Visit, Walk } from "../model/shapes";
import { type Scale, type Segment, segmentsOf, squeezed } from "../model/timeline";
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
  const busy = walks.flatMap(({ data }) => data?.path ?? []).filter((visit) => !IDLE.has(visit.kind));
  const scale = squeezed(busy.flatMap((visit) => segmentsOf(visit, whole.to)), whole);
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

function Lane({ walk, scale, end, titles }: { walk: Walk | undefined; scale: Scale; end: number; titles: Matrix }): ReactNode {
  return (
    <span className="noc-timeline-lane">
      {scale.gaps.map((gap) => (
        <span key={gap.from} className="noc-timeline-gap" style={place(scale, gap.from, gap.to)} />
      ))}
      {walk?.path.map((visit) => {
        const title = titles.nodes.find((node) => node.id === visit.node)?.title ?? visit.node;
        const segments = segmentsOf(visit, end);
        return segments.map((segment, at) => (
          <Fragment key={`${visit.id} ${segment.number}`}>
            {at > 0 && <span className="noc-timeline-between" style={place(scale, segments[at - 1]?.to ?? segment.from, segment.from)} />}
            <Bar visit={visit} segment={segment} title={title} of={segments.length} scale={scale} />
          </Fragment>
        ));
      })}
    </span>
  );
}

function Bar({ visit, segment, title, of, scale }: { visit: Visit; segment: Segment; title: string; of: number; scale: Scale }): ReactNode {
  const { t } = useTranslation("executions");
  const word = useStateWord();
  const state = segment.state in LOOKS ? segment.state : visit.status;
  const idle = IDLE.has(visit.kind);
  const said = [
    title,
    segment.number !== null && t("timeline.attempt", { number: segment.number, of }),
    word(state),
    between(new Date(segment.from).toISOString(), new Date(segment.to).toISOString()),
    segment.number !== null && segment.executorNode,
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <span
      role="img"
      className="noc-timeline-bar"
      data-idle={idle}
      data-tone={look(state).tone}
      style={{ ...place(scale, segment.from, segment.to), "--bar": `var(--noc-${look(state).tone})` } as object}
      title={said}
      aria-label={said}
    >
      {segment.number !== null && <small>{segment.number}</small>}
      {state !== "succeeded" && state !== "passed" && !idle && <StateShape state={state} size={12} />}
    </span>
  );
}

function place(scale: Scale, from: number, to: number): { left: string; width: string } {
  return { left: `${100 * scale.at(from)}%`, width: `${100 * (scale.at(to) - scale.at(from))}%` };
}
