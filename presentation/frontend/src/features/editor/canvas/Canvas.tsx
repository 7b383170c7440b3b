/** The flowchart as a picture that can be edited: drag, connect, choose, put steps onto arrows. */
import "@xyflow/react/dist/style.css";
import "./canvas.css";
import { useElementSize } from "@mantine/hooks";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  MiniMap,
  useReactFlow,
  type Connection,
  type EdgeChange,
  type NodeChange,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState, type DragEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Flow, WHOLE } from "@/ui/flow/Flow";
import { connect, disconnect, redirect } from "../model/arrows";
import { sizeOf } from "../model/layout";
import { add, remove } from "../model/nodes";
import { GRID, move } from "../model/places";
import type { Wanted } from "../model/nodes";
import { useEditor } from "../state/useEditing";
import type { Finding } from "../state/useQuestions";
import { useWords } from "../state/useWords";
import { Arrowheads } from "./Arrowheads";
import { lines, steps } from "./drawing";
import { StepArrow, type Arrow } from "./StepArrow";
import { StepNode, type Step } from "./StepNode";

export const DRAGGED = "application/x-noc-step";
const NODE_TYPES = { step: StepNode };
const EDGE_TYPES = { arrow: StepArrow };
const MOST_WITHOUT_MAP = 14;

/** What a rehearsal did here: visits by node, and times taken by arrow (`from/outcome/to`). */
export interface Walked {
  readonly visits: ReadonlyMap<string, number>;
  readonly arrows: ReadonlyMap<string, number>;
}

interface Shown {
  findings: readonly Finding[];
  walked: Walked | null;
  onInsert: (arrow: string) => void;
}

export function Canvas({ findings, walked, onInsert }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const editing = useEditor();
  const { chart, places, kinds, chosen, arrow, run, choose } = editing;
  const words = useWords();
  const flow = useReactFlow();

  const wanted = useMemo(
    () =>
      steps(chart, places, kinds, words, (node) => ({
        selected: chosen.includes(node.id),
        errors: findings.filter((each) => each.node === node.id && each.severity === "error").length,
        warnings: findings.filter((each) => each.node === node.id && each.severity === "warning").length,
        visits: walked ? (walked.visits.get(node.id) ?? 0) : undefined,
      })),
    // The words change with the language alone, and then everything is drawn anew.
    [chart, places, kinds, chosen, findings, walked],
  );
  const edges = useMemo(
    () =>
      lines(chart, places, words, (each) => ({
        selected: arrow?.id === each.id,
        taken: walked ? (walked.arrows.get(`${each.from}/${each.outcome}/${each.to}`) ?? 0) : undefined,
        onInsert: () => onInsert(each.id),
      })),
    [chart, places, arrow, walked, onInsert],
  );
  // While something is dragged the picture is ahead of the text.
  const [nodes, setNodes] = useState(wanted);
  useEffect(() => setNodes(wanted), [wanted]);

  const nodesChanged = useCallback(
    (changes: NodeChange<Step>[]) => {
      setNodes((now) =>
        applyNodeChanges(
          changes.filter((each) => each.type === "position" || each.type === "dimensions"),
          now,
        ),
      );
      const picked = changes.filter((each) => each.type === "select");
      if (picked.length > 0) {
        const now = new Set(chosen);
        for (const each of picked)
          if (each.selected) now.add(each.id);
          else now.delete(each.id);
        if (now.size !== chosen.length || chosen.some((id) => !now.has(id))) choose([...now]);
      }
      const moved = new Map(
        changes.flatMap((each) =>
          each.type === "position" && each.dragging === false && each.position
            ? [[each.id, each.position] as const]
            : [],
        ),
      );
      const changed = [...moved].some(([id, at]) => at.x !== places.get(id)?.x || at.y !== places.get(id)?.y);
      if (changed) run(move(new Map([...places, ...moved])));
    },
    [chosen, choose, places, run],
  );
  const edgesChanged = useCallback(
    (changes: EdgeChange<Arrow>[]) => {
      const picked = changes.find((each) => each.type === "select" && each.selected);
      if (picked?.type === "select") choose([], picked.id);
    },
    [choose],
  );
  const connected = useCallback(({ source, target }: Connection) => run(connect(source, target)), [run]);
  const reconnected = useCallback(
    (old: Arrow, { source, target }: Connection) => {
      const there = chart.arrows.find((each) => each.id === old.id);
      if (there && source === there.from) run(redirect(there.from, there.path, target));
    },
    [chart, run],
  );

  // The whole picture where the room for it changes; otherwise the view is moved only to what is out of sight.
  const { ref, width, height } = useElementSize();
  useEffect(() => void flow.fitView(WHOLE), [flow, width]);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  useEffect(() => {
    const node = only === undefined ? undefined : wanted.find((each) => each.id === only);
    if (!node || width === 0) return;
    const { x, y, zoom } = flow.getViewport();
    const left = node.position.x * zoom + x;
    const top = node.position.y * zoom + y;
    const seen =
      left >= 0 &&
      top >= 0 &&
      left + (node.width ?? 0) * zoom <= width &&
      top + (node.height ?? 0) * zoom <= height;
    if (!seen)
      void flow.setCenter(node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2, {
        zoom,
      });
    // Only choosing moves the view, not what happens to what is chosen.
  }, [only, flow, width]);

  function dropped(event: DragEvent): void {
    const data = event.dataTransfer.getData(DRAGGED);
    if (!data) return;
    event.preventDefault();
    const step = JSON.parse(data) as Wanted;
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const { width, height } = sizeOf(step);
    run(add({ ...step, at: { x: at.x - width / 2, y: at.y - height / 2 }, among: places }));
  }

  return (
    <div
      className="canvas"
      ref={ref}
      onDrop={dropped}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
      }}
    >
      <Arrowheads />
      <Flow<Step, Arrow>
        zoom={t("canvas.controls")}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={nodesChanged}
        onEdgesChange={edgesChanged}
        onConnect={connected}
        onReconnect={reconnected}
        onPaneClick={() => choose([])}
        onNodesDelete={(gone) => run(remove(gone.map((each) => each.id)))}
        onEdgesDelete={(gone) => {
          for (const each of gone) {
            const there = chart.arrows.find((one) => one.id === each.id);
            if (there && !gone.some((other) => other.source === each.target && other !== each))
              run(disconnect(there.from, there.path));
          }
        }}
        deleteKeyCode={null}
        snapToGrid
        snapGrid={[GRID, GRID]}
        connectionRadius={40}
        multiSelectionKeyCode={["Control", "Meta", "Shift"]}
        onlyRenderVisibleElements
        aria-label={t("canvas")}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={1} />
        {chart.nodes.length > MOST_WITHOUT_MAP && <MiniMap pannable zoomable ariaLabel={t("canvas.map")} />}
      </Flow>
    </div>
  );
}
