/** The keys of the app: two that lead to a page (`g r` to executions), one that does something on the page that is open. */
import { useRouter } from "@tanstack/react-router";
import { useRef } from "react";
import { commands } from "@/ui/commands";
import { useKeyPress } from "@/ui/keys";
import type { Way } from "@/ui/page";

const PAUSE_MS = 1_200;

export function useKeys(ways: readonly Way[]): void {
  const router = useRouter();
  const before = useRef({ key: "", at: 0 });
  useKeyPress((key) => {
    const now = Date.now();
    const first = now - before.current.at < PAUSE_MS ? before.current.key : "";
    const way = ways.find((each) => each.keys === `${first} ${key}`);
    before.current = { key, at: now };
    if (way !== undefined) void router.navigate({ to: way.to as never });
    const command = way === undefined && !ways.some((each) => each.keys.startsWith(`${first} `)) ? commands.of(key) : undefined;
    command?.act();
    return way !== undefined || command !== undefined;
  });
}
