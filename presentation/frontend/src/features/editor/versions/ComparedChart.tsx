/** Two flowcharts as one picture: signs, strokes and words say what came, went and changed. */
import { Anchor, List, Text } from "@mantine/core";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Flow } from "@/ui/flow/Flow";
import { Arrowheads } from "../canvas/Arrowheads";
import { lines, steps } from "../canvas/drawing";
import { StepArrow } from "../canvas/StepArrow";
import { StepNode } from "../canvas/StepNode";
import type { Compared } from "../model/diff";
import { placed } from "../model/layout";
import { useEditor } from "../state/useEditing";
import { useWords } from "../state/useWords";

const NODE_TYPES = { step: StepNode };
const NEAR = 1.2;
const EDGE_TYPES = { arrow: StepArrow };

export function ComparedChart({ compared }: { compared: Compared }): ReactNode {
  const { t } = useTranslation("editor");
  const { kinds } = useEditor();
  const words = useWords();
  const places = useMemo(() => placed(compared.chart), [compared]);
  const changed = [...compared.nodes].filter(([, mark]) => mark !== "same");
  const nodes = steps(compared.chart, places, kinds, words, (node) => ({
    mark: compared.nodes.get(node.id) ?? "same",
  }));
  const edges = lines(compared.chart, places, words, (arrow) => ({
    mark: compared.arrows.get(arrow.id) ?? "same",
  }));
  return (
    <ReactFlowProvider>
      {changed.length === 0 ? <Text size="sm">{t("versions.same")}</Text> : <Changed compared={compared} changed={changed} />}
      <div className="canvas" style={{ height: "60vh" }}>
        <Arrowheads />
        <Flow
          still
          zoom={t("canvas.controls")}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          aria-label={t("versions.picture")}
        />
      </div>
    </ReactFlowProvider>
  );
}

interface Listed {
  compared: Compared;
  changed: readonly (readonly [string, string])[];
}

/** What changed, as a list; pressing a step brings it near in the picture, however large that is. */
function Changed({ compared, changed }: Listed): ReactNode {
  const { t } = useTranslation("editor");
  const { fitView } = useReactFlow();
  return (
    <List size="sm">
      {changed.map(([id, mark]) => (
        <List.Item key={id}>
          <Anchor component="button" type="button" size="sm" fw={600} onClick={() => void fitView({ nodes: [{ id }], maxZoom: NEAR })}>
            {id}
          </Anchor>
          : {t(`mark.${mark}`)} {compared.fields.get(id)?.join(", ")}
        </List.Item>
      ))}
    </List>
  );
}
