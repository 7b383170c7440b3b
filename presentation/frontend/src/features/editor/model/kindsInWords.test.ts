import { expect, it } from "vitest";
import type { NodeKind } from "./kinds";
import { inWords } from "./kindsInWords";

const TASK: NodeKind = {
  kind: "task",
  title: "Task",
  description: "Runs a module.",
  purpose_class: "task",
  outcomes: ["failed"],
  fields: {
    type: "object",
    required: ["module"],
    properties: {
      module: { title: "Module", format: "noc-module" },
      retries: { title: "Retries", properties: { max: { title: "At most", minimum: 0 } } },
      branches: { items: { anyOf: [{ format: "noc-node" }, { properties: { when: { title: "When" } } }] } },
    },
  },
};

it("words every title and description by the kind and its place, and leaves all else alone", () => {
  const [told] = inWords([TASK], (kind, place, english) => `${kind}/${place}/${english}`);

  expect(told).toEqual({
    ...TASK,
    title: "task/title/Task",
    description: "task/description/Runs a module.",
    fields: {
      type: "object",
      required: ["module"],
      properties: {
        module: { title: "task/module.title/Module", format: "noc-module" },
        retries: {
          title: "task/retries.title/Retries",
          properties: { max: { title: "task/retries.max.title/At most", minimum: 0 } },
        },
        branches: {
          items: { anyOf: [{ format: "noc-node" }, { properties: { when: { title: "task/branches.when.title/When" } } }] },
        },
      },
    },
  });
});
