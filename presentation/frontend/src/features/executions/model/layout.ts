/** Where the boxes of a flowchart stand and the ways of its arrows: from top to bottom, as dagre ranks them. */
import { Graph, layout as rank } from "@dagrejs/dagre";
import type { Arrow } from "./arrows";
import type { FlowNodes } from "./shapes";

export const BOX = { width: 216, height: 62 } as const;
const LABEL = { letter: 6.6, height: 20 } as const;
/** How wide the part of a box's edge is that arrows meet, and how far apart two of them are at most. */
const PORTS = 150;
const MOST_APART = 30;
/** Where, between two rows, arrows turn that meet the same edge: the longest next to the box, so that none cross. */
const FIRST_TURN = 0.3;
const LAST_TURN = 0.75;

export interface Place {
  x: number;
  y: number;
}

export interface Route {
  readonly points: readonly Place[];
  /** How far down their gap the first and the last turn are, from 0 to 1. */
  readonly turns: readonly [number, number];
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
  return { places, routes: routed(arrows, centre, (arrow) => graph.edge({ v: arrow.from, w: arrow.to, name: arrow.id }) as Ranked) };
}

type Ranked = Place & { points: Place[] };

/** Where an arrow meets a box: which arrow, which box and edge of it, and what it comes from or goes to there. */
interface Port {
  arrow: string;
  side: string;
  far: number;
  near: number;
}

function routed(arrows: readonly Arrow[], centre: (name: string) => Place, ranked: (arrow: Arrow) => Ranked): Map<string, Route> {
  const ports: Port[] = [];
  for (const arrow of arrows) {
    const [from, to, between] = [centre(arrow.from), centre(arrow.to), ranked(arrow).points.slice(1, -1)];
    const down = to.y > from.y;
    const [first, last] = [between[0] ?? to, between.at(-1) ?? from];
    ports.push({ arrow: arrow.id, side: `${arrow.from} ${down ? "below" : "above"}`, far: first.x, near: from.x });
    ports.push({ arrow: arrow.id, side: `${arrow.to} ${down ? "above" : "below"}`, far: last.x, near: to.x });
  }
  const sides = Map.groupBy(ports, (port) => port.side);
  function met(arrow: Arrow, end: "from" | "to"): { x: number; turn: number } {
    const down = centre(arrow.to).y > centre(arrow.from).y;
    const side = `${arrow[end]} ${(end === "from") === down ? "below" : "above"}`;
    const all = sides.get(side) ?? [];
    const byPlace = all.toSorted((one, other) => one.far - other.far).findIndex((port) => port.arrow === arrow.id);
    const byLength = all
      .toSorted((one, other) => Math.abs(other.far - other.near) - Math.abs(one.far - one.near))
      .findIndex((port) => port.arrow === arrow.id);
    const step = Math.min(MOST_APART, PORTS / all.length);
    return {
      x: centre(arrow[end]).x + (byPlace - (all.length - 1) / 2) * step,
      turn: all.length < 2 ? 0.5 : FIRST_TURN + ((LAST_TURN - FIRST_TURN) * byLength) / (all.length - 1),
    };
  }
  return new Map(
    arrows.map((arrow) => {
      const [from, to, { points, x, y }] = [centre(arrow.from), centre(arrow.to), ranked(arrow)];
      const down = to.y > from.y ? 1 : -1;
      const [leaves, arrives] = [met(arrow, "from"), met(arrow, "to")];
      const route: Route = {
        points: [
          { x: leaves.x, y: from.y + (down * BOX.height) / 2 },
          ...points.slice(1, -1),
          { x: arrives.x, y: to.y - (down * BOX.height) / 2 },
        ],
        turns: [leaves.turn, 1 - arrives.turn],
        label: { x, y },
      };
      return [arrow.id, route];
    }),
  );
}
