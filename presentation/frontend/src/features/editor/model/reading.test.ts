// What is made of a text: chart, layout, routes, outline and differences.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { read } from "./chart";
import { compare } from "./diff";
import { open, print } from "./document";
import { placed, sizeOf } from "./layout";
import { remove, setField } from "./nodes";
import { move } from "./places";
import { outline } from "./outline";
import { connect } from "./arrows";
import { route } from "./route";
import { roundedPath } from "@/ui/flow/path";
import { routes } from "./routes";
import { arrowsOf, chartOf, KINDS, RESTART, run } from "./testing";

const SHIPPED = resolve(__dirname, "../../../../../../playbooks");

test.each(readdirSync(SHIPPED).filter((file) => file.endsWith(".yml")))(
  "%s comes back as it was written",
  (file) => {
    const text = readFileSync(join(SHIPPED, file), "utf8");
    expect(print(open(text).document)).toBe(text);
  },
);

test("the chart has every node with its lines and every arrow with its outcome", () => {
  const chart = chartOf(RESTART);
  expect(chart.nodes.map((node) => [node.id, node.lines])).toContainEqual(["check", [8, 11]]);
  expect(arrowsOf(RESTART)).toContain("look branch_1 again");
  expect(chart.arrows.find((arrow) => arrow.outcome === "branch_1")?.when).toBe("steps.check.rc == 3");
});

test("a kind that nobody has heard of is drawn all the same", () => {
  const chart = chartOf("spec: {nodes: {a: {kind: teleport, next: b}, b: {kind: end}}}");
  expect(chart.arrows.map((arrow) => arrow.to)).toEqual(["b"]);
});

test.each([
  ["a: {", 1],
  ["a: 1\na: 2", 2],
  ["- x", 1],
  ["", 1],
  ["a: &x [*x]", 1],
])("%j is told to be unreadable", (text, line) => {
  const reading = read(text, KINDS);
  expect("unreadable" in reading ? reading.unreadable[0]?.line : null).toBe(line);
});

test.each([
  "spec: 3",
  "spec: {nodes: [1]}",
  "spec: {nodes: {a: 1, b: {kind: {}}}}",
  "metadata: {layout: {a: x}}",
])("%j is a strange chart, but no fault", (text) => {
  expect(() => placed(chartOf(text))).not.toThrow();
});

test("nodes nobody has moved are laid out without overlapping", () => {
  const chart = chartOf(RESTART);
  const places = [...placed(chart)].map(([id, at]) => ({
    ...at,
    ...sizeOf(chart.nodes.find((node) => node.id === id) ?? { kind: "" }),
  }));
  for (const one of places) {
    for (const other of places) {
      if (one === other) continue;
      const apart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y;
      expect(apart).toBe(true);
    }
  }
});

test("a large chart in which every step may fail into one is laid out in ranks", () => {
  const steps = Array.from(
    { length: 200 },
    (_, place) => `    s${place}: {kind: task, next: {succeeded: s${place + 1}, failed: s200}}`,
  );
  const chart = chartOf(
    ["spec:", "  nodes:", "    begin: {kind: start, next: s0}", ...steps, "    s200: {kind: end}"].join("\n"),
  );
  const places = placed(chart);
  expect(routes(chart, places).size).toBe(401);
  const depth = (id: string) => places.get(id)?.y ?? 0;
  for (let place = 0; place < 200; place += 1)
    expect(depth(`s${place}`)).toBeLessThan(depth(`s${place + 1}`));
});

test("a position that is written is kept to", () => {
  const moved = run(RESTART, move(new Map([["done", { x: 900, y: 900 }]])));
  expect(placed(chartOf(moved)).get("done")).toEqual({ x: 900, y: 900 });
});

test("arrows go at right angles, those that lead back round the side, and none through a box", () => {
  const box = (x: number, y: number) => ({ x, y, width: 200, height: 60 });
  const alone = { place: 0, count: 1, pointed: false };
  const back = route(box(0, 300), box(0, 0), alone);
  for (const { points } of [route(box(0, 0), box(300, 200), { ...alone, count: 2 }), back]) {
    points.slice(1).forEach((point, place) => {
      expect(point.x === points[place]?.x || point.y === points[place]?.y).toBe(true);
    });
  }
  expect(back.points[1]?.x).toBeGreaterThan(200);
  const past = route(box(0, 0), box(0, 500), alone, [box(0, 200)]).points;
  expect(past.some((point) => point.x < 0 || point.x > 200)).toBe(true);
  expect(roundedPath(route(box(0, 0), box(300, 200), alone).points)).toMatch(/^M [\d.]+ [\d.]+ L .* Q .* L/);
});

test("every arrow of a chart has its way", () => {
  const chart = chartOf(RESTART);
  expect([...routes(chart, placed(chart)).keys()].sort()).toEqual(
    chart.arrows.map((arrow) => arrow.id).sort(),
  );
});

test("the outline reads as people would tell it", () => {
  const lines = outline(chartOf(RESTART), KINDS).map(
    (line) =>
      `${"  ".repeat(line.level - 1)}${line.lead.word}${line.lead.word === "if" ? ` ${line.lead.what}` : ""} ${line.jump ? "→" : ""}${line.node.id}`,
  );
  expect(lines).toEqual([
    "first begin",
    "then check",
    "  if failed look",
    "    if steps.check.rc == 3 again",
    "      loop →check",
    "      if exhausted gave_up",
    "    then →done",
    "    else →gave_up",
    "then done",
  ]);
});

test("every node stands once in the outline, and every arrow somewhere", () => {
  const text = run(RESTART, connect("done", "begin"), connect("check", "check"), remove(["begin"]));
  const chart = chartOf(text);
  const lines = outline(chart, KINDS);
  expect(
    lines
      .filter((line) => !line.jump)
      .map((line) => line.node.id)
      .sort(),
  ).toEqual(chart.nodes.map((node) => node.id).sort());
  expect(new Set(lines.flatMap((line) => (line.arrow ? [line.arrow.id] : [])))).toEqual(
    new Set(chart.arrows.map((arrow) => arrow.id)),
  );
  expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
});

test("a comparison marks what was added, removed and changed, and ignores what was only moved", () => {
  const before = chartOf(RESTART);
  const edited = run(
    RESTART,
    setField("check", ["module"], "ansible.builtin.ping"),
    remove(["again"]),
    move(new Map([["done", { x: 0, y: 0 }]])),
  );
  const compared = compare(before, chartOf(edited));
  expect(compared.nodes.get("check")).toBe("changed");
  expect(compared.fields.get("check")).toEqual(["module"]);
  expect(compared.nodes.get("again")).toBe("removed");
  expect(compared.nodes.get("done")).toBe("same");
  expect([...compared.arrows.values()]).toContain("removed");
  expect(compare(before, before).nodes.get("check")).toBe("same");
});
