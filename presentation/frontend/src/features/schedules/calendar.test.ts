import { expect, it } from "vitest";
import { days, daysUntil, midnights, moved, type Planned } from "./calendar";
import { clockChanges } from "./clocks";
import { inWords, plainly } from "./inWords";

function local(day: number, hour: number): string {
  return new Date(2026, 10, day, hour).toISOString();
}

function planned(name: string, fires: string[], more = false, shut: { since: string; until: string }[] = []): Planned {
  return { id: name, name, procedure: { name: `run-${name}` }, plan: { fires, more, shut } };
}

const SATURDAY = new Date(2026, 10, 21, 23, 40).getTime();
const WEEK = midnights("week", SATURDAY);

it("puts all that is due under its day, in the order of the first times", () => {
  const found = days([planned("nightly", [local(21, 23), local(22, 23)]), planned("often", [local(22, 9), local(22, 10)])], WEEK);

  expect(found.map(({ midnight, entries }) => [new Date(midnight).getDate(), entries.map(({ name, fires }) => [name, fires.length])])).toEqual([
    [21, [["nightly", 1]]],
    [22, [["often", 2], ["nightly", 1]]],
    ...[23, 24, 25, 26, 27].map((day) => [day, []]),
  ]);
});

it("leaves out what was cut, which would look as if it ended", () => {
  expect(days([planned("minutely", [local(21, 23)], true)], WEEK).flatMap(({ entries }) => entries)).toEqual([]);
});

it("shows a month in whole weeks from Monday on, and steps from month to month", () => {
  const november = midnights("month", SATURDAY);

  expect(november.length).toBe(6 * 7 + 1);
  expect([november[0], november.at(-2)].map((each) => new Date(each ?? 0).toDateString())).toEqual(["Mon Oct 26 2026", "Sun Dec 06 2026"]);
  expect(new Date(moved("month", SATURDAY, 1)).toDateString()).toBe("Tue Dec 01 2026");
  expect(new Date(moved("week", SATURDAY, -1)).toDateString()).toBe("Sat Nov 14 2026");
});

it("says until when something waits, and which part of each day is shut", () => {
  const shut = [{ since: local(22, 6), until: local(23, 18) }];
  const found = days([planned("update", [local(22, 12), local(23, 20)], false, shut), { ...planned("again", [], false, shut), procedure: { name: "run-update" } }], WEEK);

  expect(found.flatMap(({ entries }) => entries.map(({ waits }) => waits))).toEqual([local(23, 18), null]);
  expect(found.flatMap(({ closed }) => closed.flatMap(({ stretches }) => stretches.map(({ from, to }) => [from, to])))).toEqual([
    [0.25, 1],
    [0, 0.75],
  ]);
});

it("knows the nights on which clocks are changed, and is silent about zones that it does not know", () => {
  const nights = (month: number) => midnights("month", new Date(2026, month, 10).getTime());
  const told = (zones: string[], month: number) => clockChanges(zones, nights(month)).map(({ zone, minutes }) => [zone, minutes]);

  expect(told(["Europe/Lisbon", "Europe/Lisbon", "UTC", "Mars/Olympus"], 2)).toEqual([["Europe/Lisbon", 60]]);
  expect(told(["Europe/Lisbon", "America/Sao_Paulo"], 9)).toEqual([["Europe/Lisbon", -60]]);
  expect(told(["Australia/Lord_Howe"], 3)).toEqual([["Australia/Lord_Howe", -30]]);
});

it("looks for changed clocks up to the day of a date, two months ahead at most", () => {
  expect(daysUntil(undefined, SATURDAY)).toEqual([]);
  expect(daysUntil(local(23, 9), SATURDAY).map((each) => new Date(each).getDate())).toEqual([21, 22, 23, 24]);
  expect(daysUntil(new Date(2030, 0, 1).toISOString(), SATURDAY).length).toBe(63);
});

it("says times in words of both languages, and nothing of what it can't read", () => {
  expect(inWords("0 9 1 * *", "en")).toBe("At 09:00, on day 1 of the month");
  expect(inWords("0 9 1 * *", "pt-BR")).toBe("Às 09:00, no dia 1 do mês");
  expect(inWords("0 99 * * *", "en")).toBeNull();
  expect(inWords("", "en")).toBeNull();
});

it("says what is once a day as people do", () => {
  expect(plainly("0 9 * * 1-5")).toEqual({ days: "working", time: "09:00" });
  expect(plainly("30 3 * * mon-fri")).toEqual({ days: "working", time: "03:30" });
  expect(plainly(" 5 23 * * * ")).toEqual({ days: "daily", time: "23:05" });
  expect(["*/5 9 * * *", "0 99 * * *", "0 9 1 * *", "0 9 * * 6", ""].map(plainly)).toEqual([null, null, null, null, null]);
});
