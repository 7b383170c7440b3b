import { expect, it } from "vitest";
import { changesAnything, type Preview, touched } from "./asking";

const NOTHING: Preview = {
  dry_run: true,
  format: "ini",
  added: [],
  changed: [],
  removed: [],
  unchanged: ["web1"],
  new_groups: [],
  groups: [],
  nested: [],
  unnested: [],
  dropped: [],
  digest: "sha256:0",
  warnings: [],
};

it("counts hosts that are added, changed or removed, not those that stay", () => {
  const changed = [{ name: "web2", fields: ["port"], changes: [] }];
  expect(touched({ ...NOTHING, added: ["web3"], changed, removed: ["web4"] })).toBe(3);
  expect(touched(NOTHING)).toBe(0);
});

it("knows that groups may change without any host", () => {
  expect(changesAnything(NOTHING)).toBe(false);
  expect(changesAnything({ ...NOTHING, nested: [["all", "web"]] })).toBe(true);
});
