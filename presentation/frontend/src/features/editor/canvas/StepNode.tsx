/** A node as it is drawn: its shape, what it is called, what it is, and what was said about it. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { shapeOf, sizeOf } from "../model/layout";
import type { Mark } from "../model/diff";

export interface StepData extends Record<string, unknown> {
  readonly title: string;
  readonly kind: string;
  /** What it is in words: the kind, and the module of a task. */
  readonly what: string;
  readonly errors: number;
  readonly warnings: number;
  readonly mark?: Mark;
  /** How often a rehearsal came here; undefined where none was held. */
  readonly visits?: number | undefined;
}

export type Step = Node<StepData, "step">;

const SIGNS: Record<Mark, string> = { same: "", added: "+", removed: "−", changed: "~" };

export function StepNode({ data, selected }: NodeProps<Step>): ReactNode {
  const { t } = useTranslation("editor");
  const { width, height } = sizeOf(data);
  const shape = shapeOf(data.kind);
  const mark = data.mark ?? "same";
  const classes = ["step", `step-${shape}`, `step-${mark}`, selected ? "step-chosen" : ""];
  if (data.visits !== undefined) classes.push(data.visits > 0 ? "step-walked" : "step-idle");
  return (
    <div className={classes.join(" ")} style={{ width, height }}>
      {shape === "diamond" && (
        <svg className="step-outline" viewBox={`0 0 ${width} ${height}`} aria-hidden>
          <path
            d={`M ${width / 2} 1 L ${width - 1} ${height / 2} L ${width / 2} ${height - 1} L 1 ${height / 2} Z`}
          />
        </svg>
      )}
      <Handle type="target" position={Position.Top} className="step-handle" />
      <div className="step-words">
        <span className="step-title">{data.title}</span>
        {shape !== "pill" && <span className="step-what">{data.what}</span>}
      </div>
      {mark !== "same" && (
        <span className="step-sign" title={t(`mark.${mark}`)}>
          {SIGNS[mark]}
        </span>
      )}
      {data.errors > 0 && (
        <span className="step-trouble step-error" title={t("problems.errors", { count: data.errors })}>
          ✕ {data.errors}
        </span>
      )}
      {data.errors === 0 && data.warnings > 0 && (
        <span className="step-trouble step-warning" title={t("problems.warnings", { count: data.warnings })}>
          ! {data.warnings}
        </span>
      )}
      {data.visits !== undefined && data.visits > 0 && <span className="step-visits">{data.visits}×</span>}
      {data.kind !== "end" && <Handle type="source" position={Position.Bottom} className="step-handle" />}
    </div>
  );
}
