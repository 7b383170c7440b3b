/** One arrow on the chart: as wide as its traffic, with what it says where the layout kept room for it. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { roundedPath } from "@/ui/flow/path";
import type { Route } from "../model/layout";
import { corners } from "../model/route";

export type LineData = {
  route: Route;
  words: string;
  /** What the few words mean, once somebody has taken it. */
  spoken: string;
  taken: boolean;
  /** Shows who came out of the step that it leaves. */
  onOpen: () => void;
};

function Shown({ id, data, style, markerEnd }: EdgeProps<Edge<LineData>>): ReactNode {
  if (data === undefined) return null;
  const { route, words, spoken, taken, onOpen } = data;
  const place = { transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` };
  return (
    <>
      <BaseEdge id={id} path={roundedPath(corners(route))} {...(style ? { style } : {})} {...(markerEnd ? { markerEnd } : {})} />
      {words && (
        <EdgeLabelRenderer>
          {taken ? (
            <button type="button" className="noc-line-label nodrag nopan" style={place} title={spoken} onClick={onOpen}>
              {words}
            </button>
          ) : (
            <div className="noc-line-label" style={place}>
              {words}
            </div>
          )}
        </EdgeLabelRenderer>
      )}
    </>
  );
}

export const Line = memo(Shown);
