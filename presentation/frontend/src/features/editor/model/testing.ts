// What the tests of the model share: the kinds as the scheduler tells of them, cut to what matters.
import { read, type Chart } from "./chart";
import type { Command } from "./command";
import { kindsByName, type JsonSchema, type NodeKind } from "./kinds";

const ID: JsonSchema = { type: "string", format: "noc-node" };

function next(words: readonly string[]): JsonSchema {
  return { anyOf: [ID, { type: "object", propertyNames: { enum: [...words, "failed", "any"] } }] };
}

function kind(
  name: string,
  outcomes: readonly string[],
  fields: Record<string, JsonSchema>,
  required: string[] = [],
): NodeKind {
  return {
    kind: name,
    title: name,
    description: "",
    purpose_class: "flow",
    outcomes,
    fields: { type: "object", properties: fields, required: ["kind", ...required] },
  };
}

const BRANCH: JsonSchema = { type: "object", properties: { when: { format: "noc-condition" }, next: ID } };
const TASK = ["succeeded", "changed", "unreachable"];

export const KINDS = kindsByName([
  kind("start", ["succeeded"], { next: next(["succeeded"]) }),
  kind("end", [], { status: { enum: ["succeeded", "failed"], default: "succeeded" } }),
  kind("task", TASK, { next: next(TASK), module: { type: "string" } }),
  kind("decision", [], { next: next([]), branches: { type: "array", items: BRANCH }, otherwise: ID }, [
    "branches",
    "otherwise",
  ]),
  kind("loop", ["again", "done", "exhausted"], { next: next(["again", "done", "exhausted"]) }),
  kind("fork", [], {
    next: next([]),
    branches: { type: "array", items: { anyOf: [ID, BRANCH] } },
    branch: ID,
  }),
]);

export const RESTART = `# Restarts what is down.
apiVersion: noc/v1
kind: Procedure
metadata: {name: restart, title: Restart it}
spec:
  nodes:
    begin: {kind: start, next: check} # where it begins
    check:
      kind: task
      module: ansible.builtin.command # asks systemd
      next: {succeeded: done, failed: look}
    look:
      kind: decision
      branches:
        - {when: "steps.check.rc == 3", next: again}
      otherwise: gave_up
    again:
      kind: loop
      until: steps.check.rc == 0
      next: {again: check, done: done, exhausted: gave_up}
    done: {kind: end}
    gave_up: {kind: end, status: failed}
`;

export function run(text: string, ...commands: Command[]): string {
  return commands.reduce((now, command) => command.run(now, KINDS).text, text);
}

export function chartOf(text: string): Chart {
  const reading = read(text, KINDS);
  if (!("chart" in reading)) throw new Error(JSON.stringify(reading.unreadable));
  return reading.chart;
}

export function arrowsOf(text: string): string[] {
  return chartOf(text).arrows.map((each) => `${each.from} ${each.outcome} ${each.to}`);
}

/** The lines in which two texts differ, those of the first with `-`, those of the second with `+`. */
export function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}
