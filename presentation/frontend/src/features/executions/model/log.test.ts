import { describe, expect, it } from "vitest";
import { blocksAt, chunkAt, logOf, marked, type Outline, placeOf, placeText, rowOf, written } from "./log";

const OUTLINE: Outline = { hosts: ["a", "b", "d"], nodes: ["check"], visits: [["i1", 0, 0, 2, 2], ["i2", 1, 0, 1, 2], ["i3", 2, 0, 1, 1]] };
const LOG = logOf(OUTLINE, 1_000);

describe("the log of many visits", () => {
  it("has every line once, in the order of the visits", () => {
    const lines = Array.from({ length: LOG.rows }, (_, row) => {
      const chunk = chunkAt(LOG, row);
      return `${chunk?.host} ${row - (chunk?.start ?? 0) + 1}`;
    });
    expect(lines).toEqual(["a 1", "a 2", "b 1", "b 2", "d 1"]);
    expect([LOG.cut, logOf(OUTLINE, 3).cut, logOf(OUTLINE, 3).rows]).toEqual([false, true, 4]);
  });

  it("counts what a visit wrote as the server does", () => {
    expect(written({ stdout: "one\r\ntwo", stderr: "\n\ncomplaints\n" })).toEqual(["one", "two", "", "", "complaints"]);
    expect(written({ stdout: "\n", stderr: null })).toEqual([""]);
    expect(written({ stdout: "", stderr: "alone" })).toEqual(["alone"]);
  });

  it("is read in blocks that are the same wherever one looks from", () => {
    const many = logOf({ hosts: ["h"], nodes: ["n"], visits: Array.from({ length: 100 }, (_, at) => [`i${at}`, 0, 0, at, 10] as const) }, 10_000);
    const ids = (first: number, last: number) => blocksAt(many, first, last).map((block) => `${block[0]?.id}–${block.at(-1)?.id}`);
    expect(ids(0, 60)).toEqual(["i0–i19"]);
    expect(ids(150, 260)).toEqual(["i0–i19", "i20–i39"]);
    expect(ids(160, 199)).toEqual(["i0–i19"]);
    expect(ids(990, 999)).toEqual(["i80–i99"]);
    expect(blocksAt(logOf({ hosts: [], nodes: [], visits: [] }, 10), 0, 0)).toEqual([]);
  });

  it("finds a line by its link again, and none that is not there", () => {
    for (const host of ["b", "fe80::1"]) expect(placeOf(placeText({ host, number: 3, line: 7 }))).toEqual({ host, number: 3, line: 7 });
    expect(rowOf(LOG, { host: "b", number: 1, line: 2 })).toBe(3);
    expect(rowOf(LOG, { host: "b", number: 1, line: 3 })).toBeUndefined();
    expect(placeOf("1:x:a")).toBeUndefined();
  });

  it("is made of 100,000 lines at once", () => {
    const visits = Array.from({ length: 2_000 }, (_, at) => [`i${at}`, 0, 0, at, 50] as const);
    const many = logOf({ hosts: ["h"], nodes: ["n"], visits }, 1_000_000);
    expect(many.rows).toBe(100_000);
    expect(chunkAt(many, 99_999)?.id).toBe("i1999");
  });

  it("marks what is looked for", () => {
    expect(marked("Disk full, disk empty", "DISK").filter(({ hit }) => hit).map(({ text }) => text)).toEqual(["Disk", "disk"]);
    expect(marked("abc", "")).toEqual([{ text: "abc", hit: false }]);
  });
});
