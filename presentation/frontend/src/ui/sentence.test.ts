import { describe, expect, it } from "vitest";
import english from "./locales/en.json";
import portuguese from "./locales/pt-BR.json";
import { sentenceOf } from "./sentence";

function said(words: Record<string, string>) {
  return (key: string, holes: Record<string, unknown> = {}) => {
    const text = words[`${key}_${holes.count === 1 ? "one" : "other"}`] ?? words[key] ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(holes[name]));
  };
}

const FACTS = {
  counts: { succeeded: 4, failed: 2 },
  changed: 2,
  lasted_ms: 12_300,
  endings: [
    { word: "unreachable", node: null, names: ["web5"], count: 1 },
    { word: "failed", node: "restart", names: ["a", "b", "c", "d"], count: 7 },
  ],
  sentence: "as the scheduler says it",
};

describe("one sentence for an execution", () => {
  it("is the scheduler's own in English", () => {
    expect(sentenceOf(FACTS, said(english), (state) => state)).toBe(
      "4 of 6 hosts ok in 12 s; web5 unreachable; a, b, c and 4 more failed at restart; 2 changed",
    );
  });

  it("is said in Portuguese too", () => {
    const going = { ...FACTS, counts: { succeeded: 1, running: 3 }, lasted_ms: 125_000, endings: [], standing: "aguarda no portão" };
    expect(sentenceOf(going, said(portuguese), () => "em execução")).toBe(
      "1 de 4 hosts ok após 2 min 5 s; 3 em execução; 2 alterados; aguarda no portão",
    );
  });

  it("stays the scheduler's where no host has been asked for yet", () => {
    expect(sentenceOf({ ...FACTS, counts: {} }, said(english), (state) => state)).toBe("as the scheduler says it");
  });

  it("says what an execution waits for that has no hosts yet", () => {
    expect(sentenceOf({ ...FACTS, counts: {}, standing: "aguarda a hora de início" }, said(portuguese), (state) => state)).toBe(
      "aguarda a hora de início",
    );
  });

  it("says why an execution ended before it had a host, in the reader's language", () => {
    const ended = { counts: {}, endings: [], status: "failed", sentence: "failed before any host: turn.never_came: x" };
    expect(sentenceOf({ ...ended, why: "sua vez não chegou a tempo" }, said(portuguese), () => "falhou")).toBe(
      "falhou antes de qualquer host: sua vez não chegou a tempo",
    );
    expect(sentenceOf(ended, said(english), (state) => state)).toBe("failed before any host");
  });
});
