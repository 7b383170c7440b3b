import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { StateShape } from "./StateShape";
import { LOOKS } from "./states";

/** States that are shown beside each other on a page; those of hosts and steps are all the others. */
const NODES = ["pending", "authorised", "draining", "suspended", "revoked"];
const USERS = ["active", "deactivated"];
const MESSAGES = ["delivered", "undeliverable"];
const ELSEWHERE = [...NODES, ...USERS, ...MESSAGES];
const STEPS = Object.keys(LOOKS).filter((state) => !ELSEWHERE.includes(state));

/** What is left of a state's picture without its colour. */
function grey(state: string): string {
  return renderToStaticMarkup(<StateShape state={state} />).replace(/ style="[^"]*"/, "").replace(/ data-shape="[^"]*"/, "");
}

describe("states without their colours", () => {
  it.each([["steps", STEPS], ["executor nodes", NODES], ["users", USERS], ["messages", [...MESSAGES, "queued", "failed"]]])("of %s have a shape each", (_, states) => {
    const drawn = new Map(states.map((state) => [grey(state), state]));
    expect([...drawn.values()].sort()).toEqual([...states].sort());
  });

  it("are drawn at all", () => {
    expect(grey("failed")).toContain("<path");
  });
});
