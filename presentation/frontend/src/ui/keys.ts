/** Single keys that do something; never while somebody types. */
import { useLocalStorage } from "@mantine/hooks";
import { useEffect, useEffectEvent } from "react";

const KEPT = "noc-one-key";
const NOT_TYPED_INTO = new Set(["radio", "checkbox", "button", "submit", "range"]);

/** Whether what has the focus takes letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.has(target.type);
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT")
  );
}

/** Whether a dialog is open in which somebody is about to say something; leaving the page would lose it. */
function isFillingIn(): boolean {
  return document.querySelector("[role=dialog] form") !== null;
}

/** Whether letters and signs do something by themselves, as somebody has chosen in this browser; and the way to choose. */
export function useOneKey() {
  return useLocalStorage({ key: KEPT, defaultValue: true });
}

/** Whether this key may do something by itself: who speaks to their computer can turn letters and signs off. */
export function mayAct(key: string): boolean {
  return key.length > 1 || window.localStorage.getItem(KEPT) !== "false";
}

/** Tells of each key that is pressed alone; `pressed` answers whether it was for us. */
export function useKeyPress(pressed: (key: string) => boolean): void {
  const heard = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isFillingIn() || !mayAct(event.key)) return;
    if (pressed(event.key)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => heard(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
