/** One arrow on the chart: as wide as its traffic, with what it says where the layout kept room for it. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { roundedPath } from "@/ui/flow/path";
import type { Route } from "../model/layout";
import { corners } from "../model/route";

export type LineData = { route: Route; words: string; taken: boolean };

function Shown({ id, data, style, markerEnd }: EdgeProps<Edge<LineData>>): ReactNode {
  if (data === undefined) return null;
  const { route, words, taken } = data;
  return (
    <>
      <BaseEdge id={id} path={roundedPath(corners(route))} {...(style ? { style } : {})} {...(markerEnd ? { markerEnd } : {})} />
      {words && (
        <EdgeLabelRenderer>
          <div
            className="noc-line-label"
            data-taken={taken}
            style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}
          >
            {words}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

export const Line = memo(Shown);
