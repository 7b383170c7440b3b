import { describe, expect, it } from "vitest";
import { linesOf } from "./lines";

const text = (output: string) => linesOf(output).map((line) => line.pieces.map((piece) => piece.text).join(""));

describe("the output of a host", () => {
  it("keeps its colours as classes, and nothing else of its escapes", () => {
    const [line] = linesOf("\u001b[31mdown\u001b[0m since noon");
    expect(line?.pieces).toEqual([
      { text: "down", looks: "ansi-red" },
      { text: " since noon", looks: "" },
    ]);
  });

  it("stays text where it looks like HTML", () => {
    expect(text("<script>alert(1)</script>")).toEqual(["<script>alert(1)</script>"]);
  });

  it("loses its links, titles and moves of the cursor", () => {
    expect(text("\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 me")).toEqual(["click me"]);
    expect(text("\u001b]0;owned\u001b\\safe\u001b[2J\u001b[10;10Hstill here")).toEqual(["safestill here"]);
    expect(text("an open link \u001b]8;;https://evil.example")).toEqual(["an open link "]);
  });

  it("shows characters that would turn text around or hide it", () => {
    expect(text("user\u202etxt.exe")).toEqual(["user⟨U+202E⟩txt.exe"]);
    expect(text("a\u200bb\u0000c")).toEqual(["a⟨U+200B⟩b�c"]);
  });

  it("cuts lines that are too long to be read", () => {
    const [line] = linesOf("x".repeat(10_000_000));
    expect(line?.pieces[0]?.text).toHaveLength(4_000);
    expect(line?.cut).toBe(9_996_000);
  });

  it("ends where it ends, and shows of a line that was written over what came last", () => {
    expect(text("one\r\ntwo\n")).toEqual(["one", "two"]);
    expect(text("10%\r50%\r100%")).toEqual(["100%"]);
    expect(text("")).toEqual([]);
  });
});
