/** Where the boxes of a flowchart stand and the ways of its arrows: from top to bottom, as dagre ranks them. */
import { Graph, layout as rank } from "@dagrejs/dagre";
import type { Arrow } from "./arrows";
import type { FlowNodes } from "./shapes";

export const BOX = { width: 216, height: 62 } as const;
const LABEL = { letter: 6.6, height: 20 } as const;
/** How far beside the middle of a box an arrow that leads back leaves and arrives. */
const ASIDE = 34;

export interface Place {
  x: number;
  y: number;
}

export interface Route {
  readonly points: readonly Place[];
  readonly label: Place;
}

export interface Layout {
  /** The upper left corner of each box. */
  readonly places: ReadonlyMap<string, Place>;
  /** By the arrow's id. */
  readonly routes: ReadonlyMap<string, Route>;
}

/** Lays a flowchart out; `label` is what an arrow will say, so that there is room for it. */
export function layout(nodes: FlowNodes, arrows: readonly Arrow[], label: (arrow: Arrow) => string): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 48, edgesep: 26, ranksep: 46, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of Object.keys(nodes)) graph.setNode(name, { ...BOX });
  for (const arrow of arrows) {
    graph.setEdge(
      arrow.from,
      arrow.to,
      {
        width: Math.max(30, label(arrow).length * LABEL.letter + 12),
        height: LABEL.height,
        labelpos: "c",
        weight: arrow.outcomes.includes("succeeded") ? 3 : 1,
      },
      arrow.id,
    );
  }
  rank(graph);
  const centre = (name: string) => graph.node(name) as Place;
  const places = new Map(
    Object.keys(nodes).map((name) => {
      const { x, y } = centre(name);
      return [name, { x: x - BOX.width / 2, y: y - BOX.height / 2 }];
    }),
  );
  const routes = new Map(
    arrows.map((arrow) => {
      const edge = graph.edge({ v: arrow.from, w: arrow.to, name: arrow.id }) as Place & { points: Place[] };
      return [arrow.id, route(centre(arrow.from), centre(arrow.to), edge.points.slice(1, -1), edge)];
    }),
  );
  return { places, routes };
}

function route(from: Place, to: Place, between: Place[], label: Place): Route {
  const back = to.y <= from.y;
  const aside = back ? ASIDE : 0;
  const leaves = back ? -1 : 1;
  const begin = { x: from.x + aside, y: from.y + (leaves * BOX.height) / 2 };
  const end = { x: to.x + aside, y: to.y - (leaves * BOX.height) / 2 };
  return { points: [begin, ...between, end], label: { x: label.x, y: label.y } };
}
