/** React Flow as every chart here uses it: in our colours, the whole in sight at first, zoomed by buttons too. */
import { useComputedColorScheme } from "@mantine/core";
import { Controls, type Edge, type Node, ReactFlow, type ReactFlowProps } from "@xyflow/react";
import type { ReactNode } from "react";

interface Shown {
  /** What the buttons for zooming are called. */
  zoom: string;
  /** To be looked at, not to be moved or connected. */
  still?: boolean;
}

export const WHOLE = { maxZoom: 1, padding: 0.12 } as const;

export function Flow<N extends Node, E extends Edge>({ zoom, still = false, children, ...props }: Shown & ReactFlowProps<N, E>): ReactNode {
  const scheme = useComputedColorScheme("light");
  return (
    <ReactFlow<N, E>
      colorMode={scheme}
      fitView
      fitViewOptions={WHOLE}
      minZoom={0.1}
      nodesDraggable={!still}
      nodesConnectable={!still}
      proOptions={{ hideAttribution: true }}
      {...props}
    >
      {children}
      <Controls showInteractive={false} aria-label={zoom} />
    </ReactFlow>
  );
}
