/** An import: first as a dry run that says what it would do, then exactly that. */
import { api, said } from "@/api/client";

export const FORMATS = ["auto", "ini", "yaml", "json", "csv"] as const;
export type Format = (typeof FORMATS)[number];

export interface Document {
  content: string;
  format: Format;
  /** Whether hosts that the document doesn't name are removed. */
  replace: boolean;
  drop_forbidden: boolean;
}

export async function preview(document: Document) {
  return said(api.POST("/api/v1/inventory/imports", { body: { ...document, dry_run: true } }));
}

export type Preview = Awaited<ReturnType<typeof preview>>;

/** Does what the preview with this digest said, or nothing. */
export async function bringIn(document: Document, digest: string): Promise<Preview> {
  return said(api.POST("/api/v1/inventory/imports", { body: { ...document, digest } }));
}

/** How many hosts an import adds, changes or removes. */
export function touched({ added, changed, removed }: Preview): number {
  return added.length + changed.length + removed.length;
}

/** Whether it does anything at all: groups may change alone. */
export function changesAnything(preview: Preview): boolean {
  const { new_groups, groups, nested, unnested } = preview;
  return touched(preview) + new_groups.length + groups.length + nested.length + unnested.length > 0;
}
