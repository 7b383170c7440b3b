import { expect, it } from "vitest";
import { days } from "./calendar";
import { inWords } from "./inWords";

function local(day: number, hour: number): string {
  return new Date(2026, 10, day, hour).toISOString();
}

it("puts the dates of all schedules under their days, in the order of their times", () => {
  const found = days([
    { id: "1", name: "nightly", next_fires: [local(21, 23), local(22, 23)], procedure: { name: "check" } },
    { id: "2", name: "morning", next_fires: [local(22, 9)], procedure: { name: "report" } },
  ]);

  expect(found.map(({ midnight, fires }) => [new Date(midnight).getDate(), fires.map(({ name }) => name)])).toEqual([
    [21, ["nightly"]],
    [22, ["morning", "nightly"]],
  ]);
});

it("says times in words of both languages, and nothing of what it can't read", () => {
  expect(inWords("0 9 * * 1-5", "en")).toBe("At 09:00, Monday through Friday");
  expect(inWords("0 9 * * 1-5", "pt-BR")).toBe("Às 09:00, de segunda-feira a sexta-feira");
  expect(inWords("0 99 * * *", "en")).toBeNull();
  expect(inWords("", "en")).toBeNull();
});
