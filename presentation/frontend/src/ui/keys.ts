/** Single keys that do something; never while somebody types. */
import { useEffect, useEffectEvent } from "react";

const NOT_TYPED_INTO = new Set(["radio", "checkbox", "button", "submit", "range"]);

/** Whether what has the focus takes letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.has(target.type);
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT")
  );
}

/** Tells of each key that is pressed alone; `pressed` answers whether it was for us. */
export function useKeyPress(pressed: (key: string) => boolean): void {
  const heard = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (pressed(event.key)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => heard(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
