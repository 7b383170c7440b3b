/** An arrow as it is drawn: at right angles, with the outcome by which it is taken. */
import { EdgeLabelRenderer, useInternalNode, type Edge, type EdgeProps } from "@xyflow/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Mark } from "../model/diff";
import { sizeOf } from "../model/layout";
import { same } from "../model/plain";
import { roundedPath } from "@/ui/flow/path";
import { route, type Box } from "../model/route";
import type { Drawing } from "../model/routes";

export interface ArrowData extends Record<string, unknown> {
  readonly label: string;
  readonly tone: "good" | "bad" | "plain";
  readonly drawing: Drawing;
  readonly mark?: Mark;
  /** How often a rehearsal went this way. */
  readonly taken?: number | undefined;
  /** Puts a step onto the arrow; absent where nothing can be edited. */
  readonly onInsert?: (() => void) | undefined;
}

export type Arrow = Edge<ArrowData, "arrow">;

export function StepArrow({ id, source, target, data, selected }: EdgeProps<Arrow>): ReactNode {
  const { t } = useTranslation("editor");
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  if (!from || !to || !data) return null;
  const { drawing } = data;
  const boxes = [boxOf(from), boxOf(to)] as const;
  const { points, label } = same(boxes, drawing.between) ? drawing : route(...boxes, drawing.leaving);
  const classes = [
    "arrow",
    `arrow-${data.tone}`,
    `arrow-${data.mark ?? "same"}`,
    selected ? "arrow-chosen" : "",
  ];
  if (data.taken !== undefined) classes.push(data.taken > 0 ? "arrow-walked" : "arrow-idle");
  const path = roundedPath(points);
  const words = data.taken !== undefined && data.taken > 0 ? `${data.label} ${data.taken}×` : data.label;
  return (
    <>
      <path
        id={id}
        d={path}
        className={classes.join(" ")}
        markerEnd={`url(#arrowhead-${selected ? "chosen" : data.tone})`}
      />
      <path d={path} className="arrow-grip" />
      <EdgeLabelRenderer>
        <div
          className={`arrow-label arrow-label-${data.tone} ${selected ? "arrow-label-chosen" : ""}`}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
        >
          {words && <span className="arrow-words">{words}</span>}
          {data.onInsert && (
            <button
              type="button"
              className="arrow-plus nodrag nopan"
              onClick={data.onInsert}
              title={t("insert")}
              aria-label={t("insert")}
            >
              +
            </button>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

interface Placed {
  readonly internals: { readonly positionAbsolute: { readonly x: number; readonly y: number } };
  readonly data: Record<string, unknown>;
}

function boxOf(node: Placed): Box {
  return { ...node.internals.positionAbsolute, ...sizeOf({ kind: String(node.data.kind) }) };
}
