import { expect, it } from "vitest";
import { type Execution, loadOf, needsOf, nextFires, type Node, NOTHING } from "./needs";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const NODE: Node = { name: "lisbon", status: "authorised", reachable: true, key_mismatch: false, slots: 8, running: 3, queued: 0 };
const FAILED: Execution = {
  id: "1",
  number: 7,
  status: "failed",
  procedure: { name: "restart-web" },
  sentence: "",
  created_at: "2026-11-21T10:00:00Z",
  finished_at: "2026-11-21T10:05:00Z",
  actor: { name: "ada" },
};

it("needs nobody where all is well", () => {
  expect(needsOf({ ...NOTHING, nodes: [NODE], executions: [{ ...FAILED, status: "succeeded" }] }, NOW)).toEqual([]);
});

it("names the worst first, and each with where to go", () => {
  const seen = {
    executions: [FAILED],
    nodes: [{ ...NODE, reachable: false }, { ...NODE, name: "porto", status: "pending", reachable: null }],
    schedules: [{ name: "nightly", procedure: {}, next_fires: [], last_fire: { status: "missed" } }],
    questions: [{ execution: "e", node: "sure", question: "Sure?" }],
    hostKeys: 2,
  };

  expect(needsOf(seen, NOW).map(({ kind, count, items, to }) => [kind, count, items.map(({ name }) => name).join(), to])).toEqual([
    ["lost", 1, "lisbon", "/executor-nodes"],
    ["failed", 1, "#7 restart-web", "/executions"],
    ["missed", 1, "nightly", "/schedules"],
    ["approvals", 1, "Sure?", "/approvals"],
    ["host_keys", 2, "", "/inventory/host-keys"],
    ["pending", 1, "porto", "/executor-nodes"],
  ]);
});

it("counts what many hosts ask at one step once, and forgets failures after a day", () => {
  const question = { execution: "e", node: "sure", question: "Sure?" };
  const old = { ...FAILED, finished_at: "2026-11-20T11:00:00Z" };

  expect(needsOf({ ...NOTHING, questions: [question, question], executions: [old] }, NOW)).toMatchObject([
    { kind: "approvals", count: 1 },
  ]);
});

it("calls nobody for a dry run that failed: it only says what would be", () => {
  expect(needsOf({ ...NOTHING, executions: [{ ...FAILED, check_mode: true }] }, NOW)).toEqual([]);
});

it("adds up the room of those that work", () => {
  const suspended = { ...NODE, status: "suspended", running: 5 };

  expect(loadOf([NODE, { ...NODE, max_parallel: 2, running: 2, queued: 9 }, suspended])).toEqual({
    running: 5,
    room: 10,
    waiting: 9,
  });
});

it("puts the next date of each schedule in one order", () => {
  const schedules = [
    { name: "weekly", procedure: { name: "audit" }, next_fires: ["2026-11-28T00:00:00Z"] },
    { name: "daily", procedure: { name: "check" }, next_fires: ["2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"] },
  ];

  expect(nextFires(schedules, 5).map(({ schedule }) => schedule)).toEqual(["daily", "weekly"]);
});
