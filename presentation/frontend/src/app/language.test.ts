import { describe, expect, it } from "vitest";
import { preferred } from "./language";

describe("the language of a first visit", () => {
  it.each([
    [["pt-BR", "en"], "pt-BR"],
    [["pt-PT"], "pt-BR"],
    [["PT"], "pt-BR"],
    [["en-GB", "pt-BR"], "en"],
    [["fr", "en", "pt"], "en"],
    [["fr", "pt", "en"], "pt-BR"],
    [["de"], "en"],
    [[], "en"],
  ])("for a browser that wants %j is %s", (wanted, language) => {
    expect(preferred(null, wanted)).toBe(language);
  });

  it("is what was chosen before, whatever the browser wants", () => {
    expect(preferred("en", ["pt-BR"])).toBe("en");
    expect(preferred("pt-BR", ["en"])).toBe("pt-BR");
  });

  it("is the browser's where what is kept is no language", () => {
    expect(preferred("toString", ["pt-BR"])).toBe("pt-BR");
  });
});
