import { expect, it } from "vitest";
import { acts, type ExecutorNode, isEndOf, metersOf, standing } from "./standing";

function node(status: string, more: Partial<ExecutorNode> = {}): ExecutorNode {
  return { status, key_mismatch: false, draining: null, ...more } as ExecutorNode;
}

it("lets in who waits, and gives no way back to a revoked key", () => {
  expect(acts(node("pending"))).toEqual(["authorise", "revoke"]);
  expect(acts(node("revoked"))).toEqual([]);
  expect(acts(node("authorised", { key_mismatch: true }))[0]).toBe("authorise");
});

it("drains who works, and has it work again", () => {
  expect(acts(node("authorised"))).toEqual(["drain", "suspend", "revoke"]);
  expect(acts(node("authorised", { draining: { reason: "" } }))).toEqual(["resume", "suspend", "revoke"]);
  expect(standing(node("suspended", { draining: {} }))).toBe("suspended");
});

it("wants the end of the fingerprint, letter by letter", () => {
  expect(isEndOf("SHA256:abcdefGHIJ", " efGHIJ")).toBe(true);
  expect(isEndOf("SHA256:abcdefGHIJ", "efghij")).toBe(false);
});

it("shows what the machine tells, and nothing else", () => {
  expect(metersOf({ cpu_percent: 12, memory_percent: null, disk_percent: 80 })).toEqual([
    { name: "cpu", percent: 12 },
    { name: "disk", percent: 80 },
  ]);
  expect(metersOf(null)).toEqual([]);
});
