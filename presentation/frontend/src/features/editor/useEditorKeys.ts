/** The keys of the editor; none of them while somebody types, but for saving. */
import { useEffect, useRef, type RefObject } from "react";
import { disconnect } from "./model/arrows";
import { copied, duplicate, paste, pasteable } from "./model/clipboard";
import { remove, removeBranch } from "./model/nodes";
import { tidy } from "./model/places";
import { mayAct } from "@/ui/keys";
import type { Editing } from "./state/useEditing";

interface Actions {
  save: () => void;
  add: () => void;
  openForm: () => void;
}

/** Lets the keys and the clipboard act on what is edited, wherever in `room` the focus is, or nowhere at all. */
export function useEditorKeys(room: RefObject<HTMLElement | null>, editing: Editing, actions: Actions): void {
  const latest = useRef({ editing, actions });
  useEffect(() => {
    latest.current = { editing, actions };
  });
  useEffect(() => {
    const isHere = ({ target }: Event) =>
      target === document.body || (target instanceof Node && (room.current?.contains(target) ?? false));
    function pressed(event: KeyboardEvent): void {
      const { editing: now, actions: can } = latest.current;
      if (!event.defaultPrevented && isHere(event) && act(event, now, can)) event.preventDefault();
    }
    function clipped(event: ClipboardEvent): void {
      if (!event.defaultPrevented && isHere(event) && clip(event, latest.current.editing))
        event.preventDefault();
    }
    window.addEventListener("keydown", pressed);
    for (const kind of CLIPBOARD) window.addEventListener(kind, clipped);
    return () => {
      window.removeEventListener("keydown", pressed);
      for (const kind of CLIPBOARD) window.removeEventListener(kind, clipped);
    };
  }, [room]);
}

const CLIPBOARD = ["copy", "cut", "paste"] as const;

/** Whether the key meant something here. */
function act(event: KeyboardEvent, editing: Editing, actions: Actions): boolean {
  const { chosen, arrow, places, run, choose } = editing;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (control && key === "s") actions.save();
  else if (isTyping(event.target)) return false;
  else if (control && key === "z" && event.shiftKey) editing.redo();
  else if (control && key === "z") editing.undo();
  else if (control && key === "y") editing.redo();
  else if (control && key === "d" && chosen.length > 0) run(duplicate(chosen, places));
  else if (control && key === "a") choose(editing.chart.nodes.map((node) => node.id));
  else if (control || event.altKey || !mayAct(key)) return false;
  else if (isRemoving(key) && arrow) run(disconnect(arrow.from, arrow.path));
  else if (isRemoving(key) && event.shiftKey && chosen[0]) run(removeBranch(chosen[0]));
  else if (isRemoving(key) && chosen.length > 0) run(remove(chosen));
  else if (event.shiftKey && key === "l") run(tidy());
  else if ((key === "a" || key === "Insert") && !event.shiftKey) actions.add();
  else if (key === "Tab" && !event.shiftKey && isStep(event.target) && chosen.length === 1) actions.add();
  else if (key === "Enter" && isStep(event.target) && chosen.length === 1) actions.openForm();
  else if (key === "Escape") choose([]);
  else return false;
  return true;
}

/** Whether the clipboard was given nodes, or had some for us. */
function clip(event: ClipboardEvent, { text, chosen, run }: Editing): boolean {
  const board = event.clipboardData;
  if (board === null || isTyping(event.target)) return false;
  if (event.type === "paste") {
    const pasted = board.getData("text/plain");
    if (pasteable(pasted) === null) return false;
    run(paste(pasted));
    return true;
  }
  if (chosen.length === 0) return false;
  board.setData("text/plain", copied(text, chosen));
  if (event.type === "cut") run(remove(chosen));
  return true;
}

function isRemoving(key: string): boolean {
  return key === "Delete" || key === "Backspace";
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio"].includes(target.type);
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Tab adds a step only where a step of the chart has the focus, so that it leads on from everywhere else. */
function isStep(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.classList.contains("react-flow__node");
}
