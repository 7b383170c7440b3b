import { describe, expect, it } from "vitest";
import { arrowsOf } from "./arrows";
import { merged, unpacked } from "./compact";
import { BOX, layout } from "./layout";
import { corners } from "./route";
import type { FlowNodes, Matrix } from "./shapes";
import { flows, hostsAt, nextTroubled, tallies, variants } from "./traffic";

const NODES: FlowNodes = {
  begin: { kind: "start", next: "check" },
  check: { kind: "task", next: { succeeded: "done", failed: "which", changed: "done" } },
  which: { kind: "decision", branches: [{ when: "a == 1", next: "again" }], otherwise: "done" },
  again: { kind: "loop", next: { again: "check", done: "done" } },
  done: { kind: "end" },
};

const cell = (outcome: string | null, status = "succeeded", visits = 1) => ({ outcome, status, visits });
const MATRIX: Matrix = {
  nodes: Object.entries(NODES).map(([id, node]) => ({ id, kind: node.kind, title: id })),
  hosts: [
    { name: "a", status: "succeeded", outcome_word: "succeeded", cells: { begin: cell("succeeded"), check: cell("succeeded") } },
    { name: "b", status: "succeeded", outcome_word: "succeeded", cells: { begin: cell("succeeded"), check: cell("succeeded") } },
    { name: "c", status: "running", outcome_word: null, cells: { begin: cell("succeeded"), check: cell(null, "running") } },
  ],
  arrows: [
    { from: "check", outcome: "succeeded", to: "done", count: 2 },
    { from: "check", outcome: "changed", to: "done", count: 1 },
  ],
};

describe("the arrows of a flowchart", () => {
  it("say each outcome, and share one line where outcomes lead the same way", () => {
    const arrows = arrowsOf(NODES);
    expect(arrows.find((arrow) => arrow.id === "check→done")?.outcomes).toEqual(["succeeded", "changed"]);
    expect(arrows.find((arrow) => arrow.id === "which→again")?.outcomes).toEqual(["a == 1"]);
    expect(arrows.find((arrow) => arrow.id === "which→done")?.outcomes).toEqual(["otherwise"]);
    expect(arrows).toHaveLength(7);
  });

  it("lead nowhere but to nodes there are", () => {
    expect(arrowsOf({ begin: { kind: "start", next: "gone" } })).toEqual([]);
  });
});

describe("the layout", () => {
  const { places, routes } = layout(NODES, arrowsOf(NODES), () => "label");

  it("lets no two boxes overlap", () => {
    const all = [...places.values()];
    for (const [place, one] of all.entries()) {
      for (const other of all.slice(place + 1)) {
        const apart = Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height;
        expect(apart).toBe(true);
      }
    }
  });

  it("draws every arrow straight up, down and across", () => {
    expect(routes.size).toBe(7);
    for (const route of routes.values()) {
      const way = corners(route);
      for (const [place, corner] of way.slice(1).entries()) {
        const before = way[place];
        expect(corner.x === before?.x || corner.y === before?.y).toBe(true);
      }
    }
  });
});

describe("the small matrix", () => {
  it("becomes what it was made of", () => {
    const small = {
      nodes: MATRIX.nodes,
      states: [{ state: "otherwise", status: "succeeded" }, { state: "running", status: "running" }],
      hosts: [{ name: "a", status: "running", word: null, cells: [[2, 0, 1], [1, 1, 3]] as const }],
      arrows: [],
    };
    expect(unpacked(small).hosts[0]?.cells).toEqual({
      which: { outcome: "otherwise", status: "succeeded", visits: 1 },
      check: { outcome: "running", status: "running", visits: 3 },
    });
  });

  it("takes a change in, and leaves alone what the change doesn't name", () => {
    const change = {
      nodes: MATRIX.nodes,
      states: [{ state: "changed", status: "succeeded" }],
      hosts: [
        { name: "c", status: "succeeded", word: null, cells: [[1, 0, 2]] as const },
        { name: "d", status: "queued", word: null, cells: [] },
      ],
      arrows: [{ from: "check", outcome: "changed", to: "done", count: 2 }],
    };
    const now = merged(MATRIX, change);
    expect(now.hosts.map((host) => host.name)).toEqual(["a", "b", "c", "d"]);
    expect(now.hosts[0]).toBe(MATRIX.hosts[0]);
    expect(now.hosts[2]?.cells).toEqual({ begin: cell("succeeded"), check: { outcome: "changed", status: "succeeded", visits: 2 } });
    expect(now.arrows.map((arrow) => arrow.count)).toEqual([2, 2]);
  });

  it("is unpacked for 2,000 hosts at 40 steps too", () => {
    const nodes = Array.from({ length: 40 }, (_, place) => ({ id: `n${place}`, kind: "task", title: `n${place}` }));
    const cells = nodes.map((_, place) => [place, 0, 1] as const);
    const hosts = Array.from({ length: 2_000 }, (_, place) => ({ name: `h${place}`, status: "running", word: null, cells }));
    const matrix = unpacked({ nodes, hosts, arrows: [], states: [{ state: "succeeded", status: "succeeded" }] });
    expect(tallies(matrix.hosts).get("n39")).toEqual({ succeeded: 2_000 });
  });
});

describe("a fleet as traffic", () => {
  it("counts hosts at each node by their state there", () => {
    expect(tallies(MATRIX.hosts).get("check")).toEqual({ succeeded: 2, running: 1 });
    expect(tallies(MATRIX.hosts).has("done")).toBe(false);
  });

  it("counts how often each arrow was taken, whatever the outcome", () => {
    expect(flows(MATRIX.arrows).get("check→done")).toBe(3);
  });

  it("names the hosts at a node", () => {
    expect(hostsAt(MATRIX, "check")).toEqual(new Map([["succeeded", ["a", "b"]], ["running", ["c"]]]));
  });

  it("puts hosts together that walked alike, the most first", () => {
    expect(variants(MATRIX).map((way) => way.hosts)).toEqual([["a", "b"], ["c"]]);
  });

  it("leads from one host in trouble to the next, round and round", () => {
    const host = (name: string, word: string) => ({ name, status: "failed", outcome_word: word, cells: {} });
    const hosts = [host("a", "failed"), host("b", "succeeded"), host("c", "unreachable")];
    const matrix = { ...MATRIX, hosts };
    expect(nextTroubled(matrix, undefined)).toBe("a");
    expect(nextTroubled(matrix, "a")).toBe("c");
    expect(nextTroubled(matrix, "c")).toBe("a");
    expect(nextTroubled(MATRIX, undefined)).toBeUndefined();
  });
});
