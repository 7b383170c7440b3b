import { describe, expect, it } from "vitest";
import { squeezed } from "./timeline";

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
