import { expect, it } from "vitest";
import { daysSince, isOld } from "./age";

const NOW = Date.parse("2026-11-21T12:00:00Z");

it("counts whole days, and none for what is yet to come", () => {
  expect(daysSince("2026-11-21T11:59:00Z", NOW)).toBe(0);
  expect(daysSince("2026-11-19T12:00:00Z", NOW)).toBe(2);
  expect(daysSince("2026-12-01T12:00:00Z", NOW)).toBe(0);
});

it("reminds after half a year", () => {
  expect(isOld("2026-06-01T12:00:00Z", NOW)).toBe(false);
  expect(isOld("2026-05-01T12:00:00Z", NOW)).toBe(true);
});
