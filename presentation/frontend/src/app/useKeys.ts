/** Two keys, one after the other, that lead to a page: `g r` to runs, and so on. Never while somebody types. */
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Way } from "@/ui/page";

const PAUSE_MS = 1_200;

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

export function useKeys(ways: readonly Way[]): void {
  const router = useRouter();
  useEffect(() => {
    let first = { key: "", at: 0 };
    function pressed(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const now = Date.now();
      const way = now - first.at < PAUSE_MS && ways.find((each) => each.keys === `${first.key} ${event.key}`);
      first = { key: event.key, at: now };
      if (way) {
        event.preventDefault();
        void router.navigate({ to: way.to as never });
      }
    }
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [router, ways]);
}
