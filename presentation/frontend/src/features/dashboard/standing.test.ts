import { expect, it } from "vitest";
import { type Heard, standingOf } from "./standing";

const part = (name: string, at: number, failing = false): Heard => ({ name, meant: true, at, failing });

it("waits for the first answers, and no longer once one has failed for good", () => {
  expect(standingOf([part("executions", 0), part("nodes", 5)]).pending).toBe(true);
  expect(standingOf([part("executions", 0, true), part("nodes", 5)]).pending).toBe(false);
});

it("keeps what was known, and names what is old and what was never heard of", () => {
  const { old, at, pending } = standingOf([part("executions", 7, true), part("nodes", 9), part("schedules", 0, true)]);

  expect(old.map(({ name, at: last }) => [name, last])).toEqual([["executions", 7], ["schedules", 0]]);
  expect([at, pending]).toEqual([0, false]);
});

it("neither waits for what may not be seen nor calls it old", () => {
  const unseen = { ...part("host-keys", 0, true), meant: false };

  expect(standingOf([part("executions", 7), unseen])).toEqual({ pending: false, old: [], at: 7 });
  expect(standingOf([unseen]).at).toBe(0);
});
