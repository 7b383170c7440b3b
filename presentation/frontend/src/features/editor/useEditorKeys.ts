/** The keys of the editor; none of them while somebody types, but for saving and undoing. */
import type { ClipboardEvent, KeyboardEvent } from "react";
import { disconnect } from "./model/arrows";
import { copied, duplicate, paste, pasteable } from "./model/clipboard";
import { remove, removeBranch } from "./model/nodes";
import { tidy } from "./model/places";
import type { Editing } from "./state/useEditing";

interface Actions {
  save: () => void;
  add: () => void;
  openForm: () => void;
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** Tab adds a step only where a step of the chart has the focus, so that it leads on from everywhere else. */
function isStep(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.classList.contains("react-flow__node");
}

export function useEditorKeys(editing: Editing, actions: Actions) {
  const { chosen, arrow, places, text, run, choose } = editing;

  function act(event: KeyboardEvent): boolean {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (control && key === "s") actions.save();
    else if (isTyping(event.target)) return false;
    else if (control && key === "z" && event.shiftKey) editing.redo();
    else if (control && key === "z") editing.undo();
    else if (control && key === "y") editing.redo();
    else if (control && key === "d" && chosen.length > 0) run(duplicate(chosen, places));
    else if (control && key === "a") choose(editing.chart.nodes.map((node) => node.id));
    else if (control) return false;
    else if ((key === "Delete" || key === "Backspace") && arrow) run(disconnect(arrow.from, arrow.path));
    else if (key === "Delete" && event.shiftKey && chosen[0]) run(removeBranch(chosen[0]));
    else if ((key === "Delete" || key === "Backspace") && chosen.length > 0) run(remove(chosen));
    else if (event.shiftKey && key === "l") run(tidy());
    else if ((key === "a" || key === "Insert") && isPlain(event)) actions.add();
    else if (key === "Tab" && !event.shiftKey && isStep(event.target) && chosen.length === 1) actions.add();
    else if (key === "Enter" && isStep(event.target) && chosen.length === 1) actions.openForm();
    else if (key === "Escape") choose([]);
    else return false;
    return true;
  }

  return {
    pressed(event: KeyboardEvent): void {
      if (!event.defaultPrevented && !isInDialog(event) && act(event)) event.preventDefault();
    },
    copied(event: ClipboardEvent): void {
      if (isTyping(event.target) || chosen.length === 0) return;
      event.clipboardData.setData("text/plain", copied(text, chosen));
      event.preventDefault();
    },
    cut(event: ClipboardEvent): void {
      if (isTyping(event.target) || chosen.length === 0) return;
      event.clipboardData.setData("text/plain", copied(text, chosen));
      event.preventDefault();
      run(remove(chosen));
    },
    pasted(event: ClipboardEvent): void {
      const pasted = event.clipboardData.getData("text/plain");
      if (isTyping(event.target) || pasteable(pasted) === null) return;
      event.preventDefault();
      run(paste(pasted));
    },
  };
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.altKey;
}

/** Dialogs are drawn elsewhere, yet React hands on what is pressed in them. */
function isInDialog(event: KeyboardEvent): boolean {
  return !event.currentTarget.contains(event.target as Element);
}
