import { expect, it } from "vitest";
import { became } from "./standing";

const OPEN = { used_at: null, revoked_at: null, expires_at: "2026-11-21T12:15:00Z" };
const BEFORE = Date.parse("2026-11-21T12:00:00Z");
const AFTER = Date.parse("2026-11-21T12:15:00Z");

it("is open until its time is over, and stays used or withdrawn for ever", () => {
  expect(became(OPEN, BEFORE)).toBe("open");
  expect(became(OPEN, AFTER)).toBe("expired");
  expect(became({ ...OPEN, revoked_at: "2026-11-21T12:01:00Z" }, AFTER)).toBe("withdrawn");
  expect(became({ ...OPEN, used_at: "2026-11-21T12:01:00Z" }, AFTER)).toBe("used");
});
