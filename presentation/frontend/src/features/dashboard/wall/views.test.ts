import { expect, it } from "vitest";
import type { Need } from "../needs";
import { nextView, remember, urgency } from "./views";

const LOST: Need = { kind: "lost", state: "unreachable", count: 1, items: [{ name: "lisbon" }], to: "" };

it("goes round, and passes over what is empty", () => {
  expect(nextView("needs", { needs: 0, running: 2, last: 3 })).toBe("running");
  expect(nextView("needs", { needs: 0, running: 0, last: 3 })).toBe("last");
  expect(nextView("last", { needs: 0, running: 1, last: 3 })).toBe("needs");
  expect(nextView("needs", { needs: 0, running: 0, last: 0 })).toBe("needs");
});

it("lets what is new pulse for two minutes, and then marks it until it is gone", () => {
  const before = remember(null, [], 0);
  const known = remember(before, [LOST], 1_000_000);

  expect(urgency(known, "lost", "lisbon", 1_100_000)).toBe("pulses");
  expect(urgency(remember(known, [LOST], 1_200_000), "lost", "lisbon", 1_200_000)).toBe("marked");
  expect(urgency(remember(known, [], 1_200_000), "lost", "lisbon", 1_200_000)).toBe("plain");
});

it("does not call new what was there when the wall was turned on", () => {
  expect(urgency(remember(null, [LOST], 1_000_000), "lost", "lisbon", 1_000_000)).toBe("marked");
});
