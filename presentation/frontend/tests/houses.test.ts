/** Who may use whom: features stand alone, `ui` and `api` know no feature, only `app` knows them all. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const SOURCE = resolve(__dirname, "../src");
const MAY_USE: Record<string, string[]> = { api: [], ui: ["api"], features: ["ui", "api"], app: ["ui", "api", "features"] };

function room(path: string): string {
  const parts = path.split("/");
  return parts[0] === "features" ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

const uses = readdirSync(SOURCE, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && entry.name !== "main.tsx")
  .map((entry) => join(entry.parentPath, entry.name))
  .flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([@.][^"]*)"/g)].map((found) => {
      const named = found[1] ?? "";
      const target = named.startsWith("@/") ? named.slice(2) : relative(SOURCE, resolve(path, "..", named));
      return { from: relative(SOURCE, path), to: target };
    }),
  )
  .filter(({ to }) => ["api", "ui", "features", "app"].includes(to.split("/")[0] ?? ""));

it("finds the imports", () => {
  expect(uses.length).toBeGreaterThan(10);
});

it("lets nothing be used by those who must not know of it", () => {
  const wrong = uses.filter(({ from, to }) => {
    const [mine, theirs] = [room(from), room(to)];
    if (mine === theirs) return false;
    return !MAY_USE[mine.split("/")[0] ?? ""]?.includes(theirs.split("/")[0] ?? "");
  });
  expect(wrong).toEqual([]);
});
