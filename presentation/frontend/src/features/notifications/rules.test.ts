import { expect, it } from "vitest";
import type { Destination } from "./asking";
import { beginning, bodyOf, isComplete, rulesOf } from "./rules";

const NIGHT: Destination = {
  name: "night",
  channel: "mail",
  language: "pt-BR",
  tell: ["failure"],
  procedures: ["backup-*"],
  schedules: ["s1"],
  nodes: ["probe"],
  severity: "critical",
  quiet: { from: "22:00", to: "07:00", time_zone: "America/Sao_Paulo" },
  digest_seconds: 900,
  changed_at: "2026-11-21T12:00:00Z",
  changed_by: { id: "1", name: "ada", kind: "person" },
};

it("comes back as it was when nothing is changed, with what the form does not show", () => {
  const { name: _name, changed_at: _at, changed_by: _by, ...rules } = NIGHT;

  expect(bodyOf(rulesOf(NIGHT, "UTC"), NIGHT)).toEqual(rules);
});

it("needs a channel, an occasion, and both ends of the quiet hours or none", () => {
  const rules = { ...beginning("UTC"), channel: "mail" };

  expect(isComplete(rules)).toBe(true);
  expect(isComplete({ ...rules, tell: [] })).toBe(false);
  expect(isComplete({ ...rules, from: "22:00" })).toBe(false);
  expect(bodyOf(rules).quiet).toBeNull();
});
