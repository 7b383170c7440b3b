import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listen } from "./listen";

class Played {
  static readonly CLOSED = 2;
  static opened: Played[] = [];
  readyState = 1;
  private readonly heard = new Map<string, (event: { data: string }) => void>();
  constructor(readonly path: string) {
    Played.opened.push(this);
  }
  addEventListener(kind: string, take: (event: { data: string }) => void): void {
    this.heard.set(kind, take);
  }
  says(kind: string, said: object = {}): void {
    this.heard.get(kind)?.({ data: JSON.stringify(said) });
  }
  close(): void {
    this.readyState = Played.CLOSED;
  }
}

let live: boolean[] = [];
let quiet: () => void;
const newest = () => Played.opened.at(-1) as Played;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Played);
  [Played.opened, live] = [[], []];
  quiet = listen("/stream", { news: () => true, noise: () => false }, (now) => live.push(now));
});
afterEach(() => {
  quiet();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("believes the server from its first news on, and no longer than it speaks", () => {
  newest().says("noise");
  expect(live).toEqual([]);
  newest().says("news");
  expect(live).toEqual([true]);
  vi.advanceTimersByTime(12_000);
  expect(live.at(-1)).toBe(false);
});

it("opens it again by itself when the server has closed it, and never once nobody listens", () => {
  newest().says("news");
  newest().close();
  newest().says("error");
  expect(live.at(-1)).toBe(false);
  vi.advanceTimersByTime(16_000);
  expect(Played.opened).toHaveLength(2);

  newest().says("end");
  quiet();
  vi.advanceTimersByTime(60_000);
  expect(Played.opened).toHaveLength(2);
});
