import { expect, it } from "vitest";
import { beginning, isComplete, orderOf, targetText, triggerText } from "./order";

const NIGHTLY = { ...beginning("Europe/Lisbon"), name: " nightly ", procedure: "hello", groups: ["web"] };

it("is complete once it has a name, a procedure, somebody to walk and a time", () => {
  expect(isComplete(NIGHTLY)).toBe(true);
  expect(isComplete({ ...NIGHTLY, groups: [] })).toBe(false);
  expect(isComplete({ ...NIGHTLY, kind: "once" })).toBe(false);
  expect(isComplete({ ...NIGHTLY, expression: " " })).toBe(false);
  expect(isComplete({ ...NIGHTLY, kind: "interval" })).toBe(true);
  expect(isComplete({ ...NIGHTLY, kind: "interval", minutes: 0 })).toBe(false);
});

it("orders by the clock of a time zone, or once at an instant", () => {
  expect(orderOf(NIGHTLY)).toEqual({
    name: "nightly",
    procedure: "hello",
    target: { groups: ["web"], hosts: [] },
    trigger: { kind: "cron", expression: "0 3 * * *", time_zone: "Europe/Lisbon" },
    overlap: "together",
    check_mode: false,
    diff: false,
  });
  expect(orderOf({ ...NIGHTLY, kind: "once", at: "2026-12-01T03:00:00Z" }).trigger).toEqual({
    kind: "once",
    at: "2026-12-01T03:00:00.000Z",
  });
  expect(orderOf({ ...NIGHTLY, kind: "interval", minutes: 90 }).trigger).toEqual({ kind: "interval", every_ms: 5_400_000 });
});

it("says a trigger and a target shortly", () => {
  expect(triggerText({ kind: "cron", expression: "0 3 * * *", time_zone: "UTC" })).toBe("0 3 * * * UTC");
  expect(triggerText({ kind: "interval", every_ms: 5_400_000 })).toBe("90 min");
  expect(targetText({ groups: ["web"], hosts: ["db1"] })).toBe("web, db1");
});
