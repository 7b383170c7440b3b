import { describe, expect, it } from "vitest";
import type { Try, Visit } from "./shapes";
import { segmentsOf, squeezed } from "./timeline";

const MINUTE = 60_000;

describe("time as it is drawn", () => {
  it("is to scale where something always happens", () => {
    const scale = squeezed([{ from: 0, to: 600 }, { from: 500, to: 1_000 }], { from: 0, to: 1_000 });
    expect(scale.gaps).toEqual([]);
    expect([0, 250, 500, 1_000].map(scale.at)).toEqual([0, 0.25, 0.5, 1]);
  });

  it("squeezes what is idle for long, and never turns back", () => {
    const busy = [{ from: 0, to: 10_000 }, { from: 60 * MINUTE, to: 60 * MINUTE + 10_000 }];
    const scale = squeezed(busy, { from: 0, to: 60 * MINUTE + 10_000 });
    expect(scale.gaps).toEqual([{ from: 10_000, to: 60 * MINUTE }]);
    expect(scale.at(10_000)).toBeGreaterThan(0.45);
    expect(scale.at(60 * MINUTE)).toBeLessThan(0.55);
    const drawn = Array.from({ length: 100 }, (_, step) => scale.at((step * 61 * MINUTE) / 100));
    expect(drawn).toEqual([...drawn].sort((one, other) => one - other));
    expect(scale.at(-5)).toBe(0);
    expect(scale.at(99 * MINUTE)).toBe(1);
  });

  it("stands where nothing has happened yet", () => {
    expect(squeezed([], { from: 5, to: 5 }).at(5)).toBe(0);
  });
});

const at = (second: number) => new Date(second * 1_000).toISOString();
const tried = (number: number, from: number, to: number | null, outcome: string | null): Try => ({
  number,
  status: outcome === null ? "running" : "failed",
  outcome,
  executor_node: `node-${number}`,
  created_at: at(from - 1),
  started_at: at(from),
  finished_at: to === null ? null : at(to),
});
const visit = (tries: Try[], finished: number | null): Visit =>
  ({ status: "running", outcome: null, executor_node: "node-1", started_at: at(1), finished_at: finished === null ? null : at(finished), tries }) as unknown as Visit;

describe("a visit in segments", () => {
  it("is each of its attempts, without what passes between them", () => {
    const segments = segmentsOf(visit([tried(1, 2, 3, "failed"), tried(2, 13, null, null)], null), 20_000);
    expect(segments.map(({ number, from, to, state }) => [number, from, to, state])).toEqual([
      [1, 1_000, 3_000, "failed"],
      [2, 12_000, 20_000, "running"],
    ]);
    expect(squeezed(segments, { from: 0, to: 20_000 }).gaps).toEqual([{ from: 3_000, to: 12_000 }]);
  });

  it("is one piece where there was one attempt or none, and nothing before it begins", () => {
    expect(segmentsOf(visit([tried(1, 2, 3, "failed")], 4), 9_000).map(({ number, from, to }) => [number, from, to])).toEqual([[null, 1_000, 4_000]]);
    expect(segmentsOf({ ...visit([], null), started_at: null }, 9_000)).toEqual([]);
  });

  it("counts an attempt from when it was queued, and none from before its visit", () => {
    const [first, second] = segmentsOf(visit([tried(1, 0, 3, "failed"), tried(2, 8, 9, "succeeded")], 9), 9_000);
    expect([first?.from, second?.from]).toEqual([1_000, 7_000]);
  });
});
