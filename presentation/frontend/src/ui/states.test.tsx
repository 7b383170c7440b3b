import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { StateShape } from "./StateShape";
import { LOOKS } from "./states";

/** States that are shown beside each other: those of hosts and steps, and those of other things. */
const OTHERS: Readonly<Record<string, string[]>> = {
  "executor nodes": ["pending", "authorised", "draining", "suspended", "revoked"],
  people: ["active", "deactivated"],
  messages: ["queued", "delivered", "undeliverable"],
};
const ELSEWHERE = new Set(Object.values(OTHERS).flat().filter((state) => state !== "queued"));
const STEPS = Object.keys(LOOKS).filter((state) => !ELSEWHERE.has(state));

/** What is left of a state's picture without its colour. */
function grey(state: string): string {
  return renderToStaticMarkup(<StateShape state={state} />).replace(/ style="[^"]*"/, "").replace(/ data-shape="[^"]*"/, "");
}

describe("states without their colours", () => {
  it.each([["steps", STEPS] as const, ...Object.entries(OTHERS)])("of %s have a shape each", (_, states) => {
    const drawn = new Map(states.map((state) => [grey(state), state]));
    expect([...drawn.values()].sort()).toEqual([...states].sort());
  });

  it("are drawn at all", () => {
    expect(grey("failed")).toContain("<path");
  });
});
