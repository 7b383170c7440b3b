import { describe, expect, it } from "vitest";
import { historyOf, standingOf } from "./history";
import type { Matrix } from "./shapes";

function matrix(nodes: string[], outcomes: string[]): Matrix {
  const cells = (outcome: string) => Object.fromEntries(nodes.map((id) => [id, { outcome, status: "succeeded", visits: 1 }]));
  return {
    nodes: nodes.map((id) => ({ id, kind: "task", title: id })),
    hosts: outcomes.map((outcome, place) => ({ name: `h${place}`, status: "succeeded", outcome_word: null, cells: cells(outcome) })),
    arrows: [],
  };
}

describe("the history of a procedure", () => {
  it("shows the trouble of a step before all else, with how many hosts have it", () => {
    expect(standingOf({ succeeded: 90, changed: 8, failed: 1, unreachable: 2 })).toEqual({ state: "unreachable", hosts: 2, all: 101 });
    expect(standingOf({ succeeded: 90, changed: 8 })?.state).toBe("changed");
    expect(standingOf({ succeeded: 9, running: 1 })?.state).toBe("running");
    expect(standingOf({})).toBeUndefined();
  });

  it("has the steps of the newest in their order, and then those that are gone", () => {
    const { steps, columns } = historyOf([matrix(["a", "b"], ["failed"]), undefined, matrix(["a", "old"], ["succeeded"])]);
    expect(steps.map((step) => step.id)).toEqual(["a", "b", "old"]);
    expect(columns.map((column) => column.get("a")?.state)).toEqual(["failed", undefined, "succeeded"]);
  });
});
