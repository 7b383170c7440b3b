import { describe, expect, it } from "vitest";
import { cardsOf, type Question, sharedText } from "./cards";
import { beginning, valuesOf } from "./fields";
import { willRun } from "./willRun";

function question(host: string, more: Partial<Question> = {}): Question {
  return { id: host, host, execution: "e1", node: "ask", kind: "approval", quorum: 1, approvers: [], question: "Go on?", answers: [], ...more } as Question;
}

describe("cards", () => {
  it("put hosts together that stand at the same step of the same execution", () => {
    const cards = cardsOf([question("web1"), question("db1", { execution: "e2" }), question("web2")]);
    expect(cards.map((card) => card.questions.map((each) => each.host))).toEqual([["web1", "web2"], ["db1"]]);
  });

  it("have one text only where every host is asked the same", () => {
    expect(sharedText([question("web1"), question("web2")])).toBe("Go on?");
    expect(sharedText([question("web1"), question("web2", { question: "Stop?" })])).toBeNull();
  });
});

describe("fields of an input", () => {
  const fields = { serial: { type: "string" }, count: { type: "integer" }, ok: { type: "boolean" }, size: { enum: [1, 2] } };

  it("begin empty, or with their default", () => {
    expect(beginning({ ...fields, count: { type: "integer", default: 3 } })).toEqual({ serial: "", count: "3", ok: false, size: "" });
  });

  it("become values of their types; what is no number goes as typed, so that the server names it", () => {
    expect(valuesOf(fields, { serial: "42", count: "7", ok: true, size: "2" })).toEqual({ serial: "42", count: 7, ok: true, size: 2 });
    expect(valuesOf(fields, { serial: "", count: "many", ok: false, size: "" })).toEqual({ count: "many", ok: false });
  });
});

describe("what a yes lets run", () => {
  const nodes = { ask: { next: { approved: "stop" } }, stop: { module: "ansible.builtin.service", args: { name: "web" } } };

  it("is the step behind the arrow, with its module and arguments", () => {
    expect(willRun({ spec: { nodes } }, "ask")).toEqual({ id: "stop", title: "stop", module: "ansible.builtin.service", args: '{"name":"web"}' });
  });

  it("is not known where the arrow leads nowhere", () => {
    expect(willRun({}, "ask")).toBeNull();
  });
});
