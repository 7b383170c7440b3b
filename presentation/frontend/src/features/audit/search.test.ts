import { expect, it } from "vitest";
import { actsOf, exportAddress, queryOf, searchOf } from "./search";

it("takes of an address what it knows, and nothing empty", () => {
  expect(searchOf({ actor: "ada", verb: " ", text: 42, other: "x", until: null })).toEqual({ actor: "ada", text: "42" });
});

it("says local times as instants, and leaves out what is no time", () => {
  const since = queryOf({ since: "2026-11-21T10:00", until: "tomorrow", verb: " users.create " });

  expect(since).toEqual({ since: new Date("2026-11-21T10:00").toISOString(), verb: "users.create" });
});

it("asks for an export of just what is looked for", () => {
  expect(exportAddress({ text: "a&b" }, "csv")).toBe("/api/v1/audit/export?format=csv&text=a%26b");
});

it("offers every act in words, and what an address asks for", () => {
  const words = { title: "Audit", "act.users.create": "make a user", "act.groups.create": "make a group" };
  const known = [
    { value: "groups.create", label: "make a group" },
    { value: "users.create", label: "make a user" },
  ];

  expect(actsOf(words)).toEqual(known);
  expect(actsOf(words, "users.create")).toEqual(known);
  expect(actsOf(words, "old.act").at(-1)).toEqual({ value: "old.act", label: "old.act" });
});
