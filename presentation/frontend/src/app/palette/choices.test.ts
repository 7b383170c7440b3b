import { expect, it } from "vitest";
import { type Choice, offered } from "./choices";

function choice(group: Choice["group"], label: string, words = ""): Choice {
  return { id: `${group} ${label}`, group, label, words, to: "/" };
}

const ALL = [
  choice("pages", "Schedules"),
  choice("acts", "New schedule"),
  choice("procedures", "Restart the web service", "restart-web"),
  choice("runs", "Run: Restart the web service", "restart-web"),
  choice("hosts", "old-web1"),
  choice("hosts", "web1", "192.0.2.1"),
  choice("executions", "#12 restart-web", "failed"),
];

function labels(typed: string): string[] {
  return offered(ALL, typed).flatMap(([, found]) => found.map(({ label }) => label));
}

it("offers pages and acts before anything is typed", () => {
  expect(labels("")).toEqual(["Schedules", "New schedule"]);
});

it("finds by every word, wherever it stands, and puts first what begins so", () => {
  expect(labels("web restart")).toEqual(["Restart the web service", "Run: Restart the web service", "#12 restart-web"]);
  expect(labels("web1")).toEqual(["web1", "old-web1"]);
  expect(labels("192.0.2")).toEqual(["web1"]);
  expect(labels("#12")).toEqual(["#12 restart-web"]);
  expect(labels("nothing of it")).toEqual([]);
});

it("offers a few of many", () => {
  const many = Array.from({ length: 50 }, (_, number) => choice("hosts", `web${number}`));

  expect(offered(many, "web")[0]?.[1]).toHaveLength(6);
});
