import { describe, expect, it } from "vitest";
import english from "./locales/en.json";
import portuguese from "./locales/pt-BR.json";
import { duration, worded, type Said, type Speech } from "./said";

function speaking(words: Record<string, string>, language: string): Speech {
  return {
    say: (key, holes) => words[key]?.replace(/\{\{(\w+)\}\}/g, (_, name: string) => holes[name] ?? "") ?? null,
    state: (state) => words[`state.${state}`] ?? state,
    at: (instant) => `<${instant}>`,
    refusal: (code) => words[`code.${code}`] ?? code,
    language,
  };
}

const ENGLISH = speaking(english, "en");
const PORTUGUESE = speaking(portuguese, "pt-BR");

const JUDGED: Said = {
  code: "condition.fails",
  values: {
    source: "steps.check.rc == 0",
    seen: {
      code: "condition.seen",
      values: {
        operands: [
          { code: "operand.is", values: { name: "steps.check.rc", value: "3" } },
          { code: "operand.undefined", values: { name: "vars.x" } },
        ],
      },
    },
  },
};

describe("a sentence of the scheduler's", () => {
  it("is worded in the reader's language, with the sentences inside it", () => {
    const said = { code: "decision.nothing_true", values: { asked: [JUDGED, { code: "condition.fails", values: { source: "b" } }] } };
    expect(worded(said, ENGLISH)).toBe(
      "nothing was true: steps.check.rc == 0 is false (steps.check.rc = 3, vars.x is not defined); b is false",
    );
    expect(worded(said, PORTUGUESE)).toBe(
      "nenhuma condição era verdadeira: steps.check.rc == 0 é falso (steps.check.rc = 3, vars.x não está definido); b é falso",
    );
  });

  it("says durations, instants, states and days as the reader does", () => {
    const pause = { code: "wait.retry", values: { pause_ms: 90_000, retry: 1, most: 3, state: "timed_out" } };
    expect(worded(pause, PORTUGUESE)).toBe(
      "pausa de 1m 30s antes da nova tentativa 1 de 3; a anterior terminou como tempo esgotado",
    );
    expect(worded({ code: "wait.until", values: { until_at: "2026-01-05T10:00:00Z" } }, ENGLISH)).toBe(
      "waits until <2026-01-05T10:00:00Z>",
    );
    const opens = { code: "start.window", values: { day: "Tue", time: "22:00", time_zone: "Europe/Lisbon" } };
    expect(worded(opens, PORTUGUESE)).toBe("aguarda sua janela: abre ter. 22:00 Europe/Lisbon");
    expect(worded(opens, ENGLISH)).toBe("waits for its window: opens Tue 22:00 Europe/Lisbon");
  });

  it("leaves a hole empty for which there is nothing", () => {
    expect(worded({ code: "executor.slots_taken", values: { slots: 4 } }, PORTUGUESE)).toBe("todas as 4 vagas estão ocupadas");
  });

  it("has no words for a code of a newer scheduler, nor for a sentence with one inside", () => {
    const newer = { code: "of.tomorrow", values: {} };
    expect(worded(newer, ENGLISH)).toBeNull();
    expect(worded({ code: "several", values: { sentences: [newer] } }, ENGLISH)).toBeNull();
  });

  it.each([
    [0, "0s"],
    [1_500, "1s 500ms"],
    [93_784_000, "1d 2h 3m 4s"],
  ])("says %i ms as procedures write it", (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });
});
