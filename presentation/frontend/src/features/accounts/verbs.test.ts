import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { VERBS, withReading } from "./verbs";

it("knows the verbs that the server allows, in its order", () => {
  const server = readFileSync(resolve(__dirname, "../../../../src/noc_presentation/permissions/verbs.py"), "utf8");

  expect([...server.matchAll(/^ {4}[A-Z_]+ = "(.+)"$/gm)].map((found) => found[1])).toEqual(VERBS);
});

it("lets whoever changes something see it", () => {
  expect(withReading(["schedule.edit", "execution.start"])).toEqual([
    "execution.read",
    "execution.start",
    "schedule.read",
    "schedule.edit",
  ]);
});
