/** The whole flowchart from the first second: hosts as counts in the boxes and as traffic on the arrows. */
import "@xyflow/react/dist/base.css";
import "./chart.css";
import { MarkerType, type Edge, type Node } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Flow } from "@/ui/flow/Flow";
import { arrowsOf } from "../model/arrows";
import { BOX, layout } from "../model/layout";
import type { FlowNodes, Matrix } from "../model/shapes";
import { flows, tallies } from "../model/traffic";
import { Box, type BoxData } from "./Box";
import { Line, type LineData } from "./Line";
import { useArrowWords } from "./useArrowWords";

const KINDS = { box: Box };
const LINES = { line: Line };
const MOST_WIDE = 5;

interface Shown {
  nodes: FlowNodes;
  matrix: Matrix;
  onNode: (node: string) => void;
}

/** Wider with more traffic, but never so wide that the others vanish. */
function width(count: number, most: number): number {
  return count === 0 ? 1.2 : 1.6 + (MOST_WIDE - 1.6) * Math.sqrt(count / Math.max(1, most));
}

export default function ChartView({ nodes, matrix, onNode }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const arrows = useMemo(() => arrowsOf(nodes), [nodes]);
  const words = useArrowWords();
  const { places, routes } = useMemo(() => layout(nodes, arrows, (arrow) => `${words(arrow)} ×00`), [nodes, arrows, words]);
  const count = useMemo(() => tallies(matrix.hosts), [matrix.hosts]);
  const taken = useMemo(() => flows(matrix.arrows), [matrix.arrows]);
  const most = Math.max(0, ...taken.values());

  const boxes: Node<BoxData>[] = Object.entries(nodes).map(([id, node]) => ({
    id,
    type: "box",
    position: places.get(id) ?? { x: 0, y: 0 },
    width: BOX.width,
    height: BOX.height,
    data: { id, node, tally: count.get(id) ?? {}, onOpen: onNode },
  }));
  const lines: Edge<LineData>[] = arrows.flatMap((arrow) => {
    const route = routes.get(arrow.id);
    if (route === undefined) return [];
    const times = taken.get(arrow.id) ?? 0;
    const said = words(arrow);
    const spoken = t("arrow", { from: arrow.from, to: arrow.to, outcome: said || t("outcome.succeeded"), count: times });
    const ink = times > 0 ? "var(--noc-busy)" : "var(--noc-idle-arrow)";
    return [
      {
        id: arrow.id,
        source: arrow.from,
        target: arrow.to,
        type: "line",
        data: {
          route,
          words: [said, times > 0 ? `×${times}` : ""].filter(Boolean).join(" "),
          spoken,
          taken: times > 0,
          onOpen: () => onNode(arrow.from),
        },
        ariaLabel: spoken,
        focusable: false,
        style: { stroke: ink, strokeWidth: width(times, most), ...(times === 0 ? { strokeDasharray: "5 4" } : {}) },
        markerEnd: { type: MarkerType.ArrowClosed, color: ink, width: 14, height: 14, markerUnits: "userSpaceOnUse" },
      },
    ];
  });
  return (
    <div className="noc-chart" role="region" aria-label={t("view.chart")}>
      <Flow
        still
        zoom={t("zoom")}
        nodes={boxes}
        edges={lines}
        nodeTypes={KINDS}
        edgeTypes={LINES}
        nodesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements
        preventScrolling={false}
      />
    </div>
  );
}
