/** Both languages say the same things, everything that is said is used, and nothing is used that is not said. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = resolve(__dirname, "../src");
/** What codes of the servers mean; in English the servers say it themselves, in more detail. */
const CODE = "code.";
const FORMS = /_(one|other|many|zero)$/;

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function words(folder: string, language: string): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, "locales", `${language}.json`), "utf8"));
}

const folders = [...new Set(files(SOURCE, /^en\.json$/).map((path) => resolve(path, "../..")))];
const everyText = files(SOURCE, /\.tsx?$/).map((path) => readFileSync(path, "utf8")).join("\n");

/** Keys that are put together at run time (`t(`state.${state}`)`) count by what stands before the hole. */
function isUsed(key: string, namespace: string): boolean {
  const plain = key.replace(FORMS, "");
  if (everyText.includes(`"${plain}"`) || everyText.includes(`"${namespace}:${plain}"`)) return true;
  return plain.split(".").some((_, place, parts) => {
    const beginning = parts.slice(0, place + 1).join(".");
    return everyText.includes(`\`${beginning}.\${`);
  });
}

describe.each(folders)("%s", (folder) => {
  const english = words(folder, "en");
  const portuguese = words(folder, "pt-BR");
  const namespace = folder.split("/").at(-1) ?? "";

  it("says the same things in both languages", () => {
    const ownWords = (key: string) => key.startsWith(CODE) && namespace === "ui";
    expect(Object.keys(english).filter(ownWords)).toEqual([]);
    expect(Object.keys(portuguese).filter((key) => !ownWords(key)).sort()).toEqual(Object.keys(english).sort());
  });

  it("keeps the holes of each sentence", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{\w+\}\}|<\/?\w+>/g)].map((hole) => hole[0]).sort();
    for (const [key, text] of Object.entries(english)) {
      expect(holes(portuguese[key] ?? ""), key).toEqual(holes(text));
    }
  });

  it("says nothing that nobody uses", () => {
    expect(Object.keys(english).filter((key) => !isUsed(key, namespace))).toEqual([]);
  });

  it("lacks nothing that its files ask for", () => {
    const own = files(folder, /\.tsx?$/).map((path) => readFileSync(path, "utf8")).join("\n");
    const asked = [...own.matchAll(/(?:\bt\(|i18nKey=)"([^"]+)"/g)].map((found) => found[1] ?? "");
    const said = new Set(Object.keys(english).map((key) => key.replace(FORMS, "")));
    expect(asked.filter((key) => !key.includes(":") && !said.has(key))).toEqual([]);
  });
});

describe("the scheduler's sentences", () => {
  const contract = JSON.parse(readFileSync(resolve(__dirname, "../../../scheduler/openapi.json"), "utf8"));
  const codes: string[] = contract.components.schemas.Said.properties.code.enum;
  const ofUi = (language: string) => words(join(SOURCE, "ui"), language);

  it.each(["en", "pt-BR"])("all have words in %s", (language) => {
    const said = Object.keys(ofUi(language)).filter((key) => key.startsWith("said."));
    expect(said.sort()).toEqual(codes.map((code) => `said.${code}`).sort());
  });
});
