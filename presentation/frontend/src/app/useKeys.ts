/** Two keys, one after the other, that lead to a page: `g r` to executions, and so on. */
import { useRouter } from "@tanstack/react-router";
import { useRef } from "react";
import { useKeyPress } from "@/ui/keys";
import type { Way } from "@/ui/page";

const PAUSE_MS = 1_200;

export function useKeys(ways: readonly Way[]): void {
  const router = useRouter();
  const before = useRef({ key: "", at: 0 });
  useKeyPress((key) => {
    const now = Date.now();
    const soon = now - before.current.at < PAUSE_MS;
    const way = soon ? ways.find((each) => each.keys === `${before.current.key} ${key}`) : undefined;
    before.current = { key, at: now };
    if (way === undefined) return false;
    void router.navigate({ to: way.to as never });
    return true;
  });
}
