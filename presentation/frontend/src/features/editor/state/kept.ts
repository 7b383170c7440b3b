/** Unsaved text, kept in this browser until it is saved: a crash, a closed tab or a lost session costs nothing. */

export interface Kept {
  readonly text: string;
  /** The ETag of the draft it was made from. */
  readonly etag: string | null;
  readonly at: string;
}

const PREFIX = "noc-unsaved:";

export function keep(name: string, kept: Kept): void {
  try {
    window.localStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    // The browser's room is full or closed to us; the page still has the text.
  }
}

export function forget(name: string): void {
  window.localStorage.removeItem(PREFIX + name);
}

export function kept(name: string): Kept | null {
  try {
    const found: unknown = JSON.parse(window.localStorage.getItem(PREFIX + name) ?? "null");
    const { text, etag, at } = (found ?? {}) as Partial<Kept>;
    return typeof text === "string" && typeof at === "string" ? { text, etag: etag ?? null, at } : null;
  } catch {
    return null;
  }
}
