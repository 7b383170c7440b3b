/** One FlowNode on the chart: its shape says what kind it is, its counts say who is or was there. */
import { Handle, type NodeProps, type Node, Position } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKindWord } from "@/ui/kindWord";
import { StateShape } from "@/ui/StateShape";
import { look } from "@/ui/states";
import { useStateWord } from "@/ui/stateWord";
import type { FlowNode } from "../model/shapes";
import { known, type Tally } from "../model/traffic";

export type BoxData = {
  id: string;
  node: FlowNode;
  tally: Tally;
  onOpen: (node: string) => void;
};

/** Kinds with a shape of their own; all others, new ones too, are boxes. */
const OUTLINES: Readonly<Record<string, string>> = { start: "pill", end: "pill", decision: "diamond", loop: "diamond" };

function Shown({ data }: NodeProps<Node<BoxData>>): ReactNode {
  const { t } = useTranslation("executions");
  const word = useStateWord();
  const kindWord = useKindWord();
  const { id, node, tally, onOpen } = data;
  const kind = kindWord(node.kind);
  const counts = Object.entries(tally);
  const title = node.title ?? id;
  const shown = known(tally);
  return (
    <button
      type="button"
      className={`noc-box noc-box-${OUTLINES[node.kind] ?? "plain"} nopan`}
      data-visited={counts.length > 0}
      onClick={() => onOpen(id)}
      title={title}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className="noc-box-title">{title}</span>
      {counts.length > 0 && <span className="noc-unseen">({kind})</span>}
      <span className="noc-box-counts">
        {counts.length === 0 ? (
          <span className="noc-box-kind">
            {kind}
            <span className="noc-unseen"> {t("nobody_yet")}</span>
          </span>
        ) : (
          shown.map(([state, count], place) => (
            <span key={state} style={{ color: `var(--noc-${look(state).tone}-text)` }}>
              <StateShape state={state} size={13} /> {count}
              <span className="noc-unseen">
                {" "}
                {word(state)}
                {place < shown.length - 1 ? ", " : ""}
              </span>
            </span>
          ))
        )}
      </span>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </button>
  );
}

export const Box = memo(Shown);
