/** Who is logged in, as every part of the screens may know it; one store outside React. */
import { useSyncExternalStore } from "react";

/** `unknown` until asked; `over` keeps the pages open behind the login, so that nothing typed is lost. */
export type Standing = "unknown" | "nobody" | "in" | "over";

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  readonly standing: Standing;
  readonly person: Person | null;
  readonly verbs: readonly string[];
}

interface Opened {
  user: { id: string; name: string };
  verbs: string[];
  csrf_token: string | null;
}

let now: Session = { standing: "unknown", person: null, verbs: [] };
let csrf: string | null = null;
const listeners = new Set<() => void>();

function become(next: Session): void {
  now = next;
  for (const listener of listeners) listener();
}

export const session = {
  now: (): Session => now,
  csrfToken: (): string | null => csrf,
  began(opened: Opened): void {
    csrf = opened.csrf_token;
    become({ standing: "in", person: opened.user, verbs: opened.verbs });
  },
  /** The server no longer knows the session; whoever was in is asked to log in again over the open page. */
  ended(): void {
    csrf = null;
    if (now.standing === "unknown") become({ ...now, standing: "nobody" });
    if (now.standing === "in") become({ ...now, standing: "over" });
  },
  /** Somebody left on purpose. */
  left(): void {
    csrf = null;
    become({ standing: "nobody", person: null, verbs: [] });
  },
  watch(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useSession(): Session {
  return useSyncExternalStore(session.watch, session.now);
}

/** Whether this person may do that somewhere; the server decides each single case. */
export function useMay(verb: string): boolean {
  return useSession().verbs.includes(verb);
}
