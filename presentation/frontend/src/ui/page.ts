/** What a feature tells the app of its pages: where they are, how they are loaded, what leads to them. */
import type { ComponentType } from "react";

export interface Page {
  /** The address, with parameters as `$name`. */
  readonly path: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** An entry of the navigation; `keys` are pressed one after the other. */
export interface Way {
  readonly to: string;
  /** A translation key, with its namespace. */
  readonly title: string;
  readonly keys: string;
  /** Who lacks this verb doesn't see the entry. */
  readonly verb: string;
  readonly icon: ComponentType<{ size?: number }>;
  /** Stands beside the entry, such as a count of what waits there. */
  readonly beside?: ComponentType;
}

/** Something to begin, as the palette offers it. */
export interface Act {
  readonly to: string;
  /** A translation key, with its namespace. */
  readonly title: string;
  /** Who lacks this verb isn't offered it; everybody may where there is none. */
  readonly verb?: string;
}

export interface Feature {
  readonly name: string;
  readonly pages: readonly Page[];
  readonly ways: readonly Way[];
  readonly acts?: readonly Act[];
}
