// Positions of nodes: kept under `metadata.layout`, apart from the flow, for those that somebody has moved.
import { isMap } from "yaml";
import type { Point } from "./chart";
import { command, type Command } from "./command";
import { erase, type Source } from "./document";

export const GRID = 20;
const LAYOUT = ["metadata", "layout"] as const;

export function move(places: ReadonlyMap<string, Point>): Command {
  return command("move", (document) => {
    placeAt(document, places);
    return null;
  });
}

/** Forget every position: all nodes stand again where the layout puts them. */
export function tidy(): Command {
  return command("tidy", (document) => {
    erase(document, LAYOUT, 1);
    return null;
  });
}

export function placeAt(document: Source, places: ReadonlyMap<string, Point>): void {
  for (const [id, point] of places) {
    const place = document.createNode([snapped(point.x), snapped(point.y)], { flow: true });
    document.setIn([...LAYOUT, id], place);
  }
  const metadata = document.getIn(["metadata"], true);
  if (isMap(metadata)) metadata.flow = false;
  const layout = document.getIn(LAYOUT, true);
  if (isMap(layout)) layout.flow = false;
}

export function forgetPlace(document: Source, id: string): void {
  if (document.hasIn([...LAYOUT, id])) erase(document, [...LAYOUT, id], 1);
}

export function snapped(length: number): number {
  return Math.round(length / GRID) * GRID;
}
