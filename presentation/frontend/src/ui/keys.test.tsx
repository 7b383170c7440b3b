import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, it, vi } from "vitest";
import { useKeyPress } from "./keys";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
const heard: string[] = [];
const page = document.body.appendChild(document.createElement("div"));
createRoot(document.body.appendChild(document.createElement("div"))).render(<Listening />);

function Listening() {
  useKeyPress((key) => heard.push(key) > 0);
  return null;
}

function press(selector: string): readonly string[] {
  const target = document.querySelector(selector) ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true }));
  return heard;
}

beforeEach(async () => {
  heard.length = 0;
  await act(async () => undefined);
});

it("hears a key pressed alone on the page and in a panel beside it", () => {
  page.innerHTML = '<section role="dialog"><button>beside</button></section>';
  expect(press("button")).toEqual(["e"]);
});

it("hears none that is typed", () => {
  page.innerHTML = "<input>";
  expect(press("input")).toEqual([]);
});

it("hears none while a dialog is open that somebody fills in, wherever the focus is", () => {
  page.innerHTML = '<section role="dialog"><form><input type="radio"></form><button>close</button></section>';
  expect(press("[type=radio]")).toEqual([]);
  expect(press("button")).toEqual([]);
});
