// Commands: each changes what it says, keeps the author's text around it, and can be undone.
import { expect, test } from "vitest";
import { connect, disconnect, redirect, retake } from "./arrows";
import { copied, duplicate, paste, pasteable } from "./clipboard";
import { say } from "./command";
import { opened, perform, redo, undo } from "./history";
import { freeId, idFrom } from "./ids";
import { add, remove, removeBranch, rename, setField, setOfProcedure } from "./nodes";
import { move, tidy } from "./places";
import { open } from "./slots";
import { arrowsOf, changedLines, chartOf, KINDS, RESTART, run } from "./testing";

test("an edit leaves every other line, comment and key as the author wrote it", () => {
  const edited = run(RESTART, setField("check", ["module"], "ansible.builtin.service"));
  expect(changedLines(RESTART, edited)).toEqual([
    "-      module: ansible.builtin.command # asks systemd",
    "+      module: ansible.builtin.service # asks systemd",
  ]);
});

test("a second arrow turns a bare next into one for each outcome", () => {
  const edited = run(RESTART, connect("begin", "gave_up"));
  expect(edited).toContain("begin: {kind: start, next: {succeeded: check, failed: gave_up}}");
});

test("arrows come by the first outcome that leads nowhere, and needed ones come first", () => {
  const bare = run(
    RESTART,
    add({ kind: "decision" }),
    connect("decision", "done"),
    connect("decision", "check"),
  );
  expect(arrowsOf(bare)).toContain("decision branch_1 done");
  const task = run(RESTART, connect("check", "gave_up"));
  expect(arrowsOf(task)).toContain("check changed gave_up");
});

test("a fork's branches are bare ids, a decision's have conditions to be filled in", () => {
  const edited = run(
    RESTART,
    add({ kind: "fork" }),
    connect("fork", "check"),
    connect("look", "done", branchOf("decision")),
  );
  expect(chartOf(edited).nodes.find((node) => node.id === "fork")?.fields.branches).toEqual(["check"]);
  expect(edited).toContain('- {when: "", next: done}');
});

function branchOf(kind: string) {
  const slot = open(KINDS.get(kind), {}).find((each) => each.append);
  if (!slot) throw new Error("no branches");
  return slot;
}

test("an arrow is redirected, taken by another outcome, and erased", () => {
  expect(arrowsOf(run(RESTART, redirect("check", ["next", "failed"], "gave_up")))).toContain(
    "check failed gave_up",
  );
  const slot = { path: ["next", "unreachable"], outcome: "unreachable", append: false };
  const retaken = arrowsOf(run(RESTART, retake("check", ["next", "failed"], slot)));
  expect(retaken).toContain("check unreachable look");
  expect(retaken).not.toContain("check failed look");
  const erased = run(RESTART, disconnect("look", ["branches", 0, "next"]));
  expect(chartOf(erased).nodes.find((node) => node.id === "look")?.fields.branches).toBeUndefined();
});

test("a node put onto an arrow stands between its two ends", () => {
  const edited = run(
    RESTART,
    add({ kind: "task", called: "ansible.builtin.ping" }, { onto: { from: "begin", path: ["next"] } }),
  );
  expect(arrowsOf(edited)).toEqual(expect.arrayContaining(["begin succeeded ping", "ping succeeded check"]));
});

test("a node added after another stands on its main arrow; one that leads nowhere is led to", () => {
  const between = arrowsOf(run(RESTART, add({ kind: "task" }, { after: "begin" })));
  expect(between).toEqual(expect.arrayContaining(["begin succeeded task", "task succeeded check"]));
  expect(arrowsOf(run(RESTART, add({ kind: "end" }, { after: "check" })))).toContain("check changed end");
});

test("a removed node leaves no arrow behind, and its neighbours are joined where that is plain", () => {
  const edited = arrowsOf(
    run(RESTART, add({ kind: "task" }, { onto: { from: "begin", path: ["next"] } }), remove(["task"])),
  );
  expect(edited).toEqual(arrowsOf(RESTART));
  expect(arrowsOf(run(RESTART, remove(["gave_up"]))).filter((each) => each.includes("gave_up"))).toEqual([]);
});

test("a branch goes with all that only it leads to", () => {
  const edited = chartOf(run(RESTART, removeBranch("look")));
  expect(edited.nodes.map((node) => node.id)).toEqual(["begin", "check", "done"]);
});

test("a renamed node keeps its arrows, its position and those who read it", () => {
  const edited = run(RESTART, move(new Map([["check", { x: 43, y: 18 }]])), rename("check", "probe"));
  expect(edited).toContain('when: "steps.probe.rc == 3"');
  expect(edited).not.toMatch(/\bcheck\b/);
  expect(chartOf(edited).positions.get("probe")).toEqual({ x: 40, y: 20 });
  expect(run(RESTART, rename("check", "done"))).toBe(RESTART);
});

test("positions stand apart from the flow, and tidying up forgets them", () => {
  const moved = run(RESTART, move(new Map([["done", { x: 100, y: 200 }]])));
  expect(moved).toContain("  layout:\n    done: [100, 200]\n");
  const tidied = run(moved, tidy());
  expect(chartOf(tidied).positions.size).toBe(0);
  expect(tidied).not.toContain("layout");
});

test("fields go as deep as they must, and leave no empty map when they go", () => {
  const deep = run(RESTART, setField("check", ["args", "argv"], ["true"]));
  expect(chartOf(deep).nodes[1]?.fields.args).toEqual({ argv: ["true"] });
  expect(run(deep, setField("check", ["args", "argv"], undefined))).toBe(RESTART);
  expect(run(RESTART, setField("done", ["status"], "failed"))).toContain("done: {kind: end, status: failed}");
  expect(chartOf(run(RESTART, setOfProcedure(["metadata", "title"], "Anew"))).title).toBe("Anew");
});

test("what looks like another type stays the text that it is", () => {
  const edited = run(RESTART, setField("check", ["title"], "12"), setField("look", ["title"], "yes: no"));
  expect(
    chartOf(edited)
      .nodes.slice(1, 3)
      .map((node) => node.fields.title),
  ).toEqual(["12", "yes: no"]);
});

test("nodes travel as YAML with their comments, and get free ids where they arrive", () => {
  const text = copied(RESTART, ["check", "look"]);
  expect(text).toContain("# asks systemd");
  const pasted = run(RESTART, paste(text));
  expect(arrowsOf(pasted)).toContain("check_2 failed look_2");
  expect(pasted).toContain("steps.check_2.rc == 3");
  expect(arrowsOf(pasted).filter((each) => each.startsWith("look_2"))).toEqual([]);
});

test("what is no nodes is not pasted", () => {
  for (const text of ["", "hello", "a: 1", "- x", "a: {kind: task", "A B: {kind: task}"])
    expect(pasteable(text)).toBeNull();
  expect(Object.keys(pasteable(RESTART) ?? {})).toContain("gave_up");
});

test("a duplicate stands beside its original", () => {
  const edited = run(RESTART, duplicate(["done"], new Map([["done", { x: 0, y: 0 }]])));
  expect(chartOf(edited).positions.get("done_2")).toEqual({ x: 40, y: 40 });
});

test("everything can be undone and done again, and typing is one step", () => {
  let history = opened(RESTART);
  for (const edit of [
    add({ kind: "task" }),
    rename("task", "extra"),
    move(new Map([["extra", { x: 0, y: 0 }]])),
    remove(["extra"]),
  ]) {
    history = perform(history, edit, KINDS);
  }
  const last = history.text;
  history = perform(history, say(`${last}# a`), KINDS, true);
  history = perform(history, say(`${last}# ab`), KINDS, true);
  expect(history.past).toHaveLength(5);
  const end = history.text;
  for (let step = 0; step < 5; step += 1) history = undo(history);
  expect(history.text).toBe(RESTART);
  for (let step = 0; step < 5; step += 1) history = redo(history);
  expect(history.text).toBe(end);
});

test("a text that can't be read is changed by nobody but its typist", () => {
  const broken = `${RESTART}  x: {`;
  expect(run(broken, add({ kind: "task" }))).toBe(broken);
});

test("ids are made of what people wrote, and free", () => {
  expect(idFrom("ansible.builtin.user")).toBe("user");
  expect(idFrom("Çheck it — 2")).toBe("check_it_2");
  expect(idFrom("42")).toBe("step");
  expect(freeId("user", new Set(["user", "user_2"]))).toBe("user_3");
});
