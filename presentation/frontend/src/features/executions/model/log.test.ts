import { describe, expect, it } from "vitest";
import { chunkAt, logOf, marked, placeOf, placeText, rowOf, type Written } from "./log";

const visit = (host: string, number: number, stdout: string, at: string | null, stderr = ""): Written => ({
  id: `${host}${number}`,
  host,
  node: "check",
  number,
  stdout,
  stderr,
  finished_at: at,
});
const LOG = logOf([visit("b", 1, "3\n4\n", "12:02"), visit("c", 1, "", "12:00"), visit("a", 2, "1", "12:01", "2"), visit("d", 1, "5", null)]);

describe("the log of many visits", () => {
  it("has every line once, what came last at its end", () => {
    const lines = Array.from({ length: LOG.rows }, (_, row) => {
      const chunk = chunkAt(LOG, row);
      return chunk?.lines[row - chunk.start];
    });
    expect(lines).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("finds a line by its link again, and none that is not there", () => {
    for (const host of ["b", "fe80::1"]) expect(placeOf(placeText({ host, number: 3, line: 7 }))).toEqual({ host, number: 3, line: 7 });
    expect(rowOf(LOG, { host: "b", number: 1, line: 2 })).toBe(3);
    expect(rowOf(LOG, { host: "b", number: 1, line: 3 })).toBeUndefined();
    expect(placeOf("1:x:a")).toBeUndefined();
  });

  it("is made of 100,000 lines at once", () => {
    const many = logOf(Array.from({ length: 2_000 }, (_, place) => visit(`h${place}`, 1, "line\n".repeat(50), "12:00")));
    expect(many.rows).toBe(100_000);
    expect(chunkAt(many, 99_999)?.lines).toHaveLength(50);
  });

  it("marks what is looked for", () => {
    expect(marked("Disk full, disk empty", "DISK").filter(({ hit }) => hit).map(({ text }) => text)).toEqual(["Disk", "disk"]);
    expect(marked("abc", "")).toEqual([{ text: "abc", hit: false }]);
  });
});
