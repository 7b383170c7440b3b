import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";
import { type Command, commands, focusSearch, itemInFocus, useCommands } from "./commands";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
const root = createRoot(document.body.appendChild(document.createElement("div")));
const show = (...parts: (readonly Command[])[]) => act(() => root.render(parts.map((wanted, place) => <Part key={place} wanted={wanted} />)));

function Part({ wanted }: { wanted: readonly Command[] }) {
  useCommands(wanted);
  return null;
}

afterEach(() => show());

it("has the commands of what is shown, and none of what is gone", () => {
  const done: string[] = [];
  const page = (word: string) => [{ key: "x", title: "page:run", act: () => done.push(word) }];
  show(page("first"));
  show(page("newest")); // the same command with another meaning: the newest counts
  commands.of("x")?.act();
  expect(done).toEqual(["newest"]);
  expect(commands.of("e")).toBeUndefined();

  show();
  expect(commands.now()).toEqual([]);
});

it("lets what came last have a key that several want", () => {
  show([{ key: "l", title: "page:l", act: () => undefined }], [{ key: "l", title: "part:l", act: () => undefined }]);
  expect(commands.of("l")?.title).toBe("part:l");
});

it("means the item in which the focus is, else the first", () => {
  document.body.insertAdjacentHTML("beforeend", '<ul id="list"><li data-item="a"></li><li data-item="b"><button>b</button></li></ul>');
  const meant = () => itemInFocus(["a", "b"], (item) => item);
  expect(meant()).toBe("a");
  document.querySelector<HTMLElement>("#list button")?.focus();
  expect(meant()).toBe("b");
  expect(itemInFocus([], String)).toBeUndefined();
});

it("finds the field to search in on this page, where there is one", () => {
  expect(focusSearch()).toBe(false);
  document.body.insertAdjacentHTML("beforeend", "<main><input data-search></main>");
  expect(focusSearch()).toBe(true);
  expect(document.activeElement?.matches("[data-search]")).toBe(true);
});
