import { expect, it } from "vitest";
import { beginning, everyOf, isComplete, isWithoutHosts, orderOf, overlapsOf, targetText, triggerText } from "./order";

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
  expect(triggerText({ kind: "cron", expression: "0 3 * * *", time_zone: "UTC" }, "en")).toBe("0 3 * * * UTC");
  expect([60_000, 5_400_000, 7_200_000, 172_800_000].map((every_ms) => everyOf({ kind: "interval", every_ms }))).toEqual([
    { unit: "minutes", count: 1 },
    { unit: "minutes", count: 90 },
    { unit: "hours", count: 2 },
    { unit: "days", count: 2 },
  ]);
  expect(everyOf({ kind: "once", at: "2026-11-23T09:00:00Z" })).toBeNull();
  expect(targetText({ groups: ["web"], hosts: ["db1"] })).toBe("web, db1");
});

it("walks about no host only where that was chosen, and then names none", () => {
  const alone = { ...NIGHTLY, withoutHosts: true };

  expect(isComplete({ ...alone, groups: [] })).toBe(true);
  expect(orderOf(alone).target).toEqual({ without_hosts: true });
  expect(isWithoutHosts(orderOf(alone).target)).toBe(true);
});

it("hears messages from the networks that were named, tries again as often as said, and leaves none out", () => {
  const alarms = { ...NIGHTLY, kind: "webhook" as const, senders: ["192.0.2.0/24"], tries: 3, rest: 2, overlap: "skip" as const };

  expect(orderOf(alarms)).toMatchObject({
    trigger: {
      kind: "webhook",
      source: "alertmanager",
      proof: "signature",
      senders: ["192.0.2.0/24"],
      retry: { most: 3, after_ms: 120_000 },
    },
    overlap: "together",
  });
  expect(orderOf({ ...alarms, senders: [], tries: 0 }).trigger).toEqual({ kind: "webhook", source: "alertmanager", proof: "signature" });
  expect(overlapsOf("queue")).toEqual(["together", "queue_all"]);
});

it("needs the name of its queue", () => {
  expect(isComplete({ ...NIGHTLY, kind: "queue" })).toBe(false);
  expect(orderOf({ ...NIGHTLY, kind: "queue", queue: " tickets.open " }).trigger).toEqual({ kind: "queue", queue: "tickets.open", broker: false });
});

it("leaves a dry run out where messages come: they would count as dealt with", () => {
  const dry = { check_mode: true, diff: true };

  expect(orderOf({ ...NIGHTLY, dry })).toMatchObject(dry);
  expect(orderOf({ ...NIGHTLY, kind: "webhook", dry })).toMatchObject({ check_mode: false, diff: false });
});
