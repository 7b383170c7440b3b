/** The languages: the words of each lie beside the code that says them, and only the chosen one is loaded. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", "pt-BR": "Português (Brasil)" } as const;
export type Language = keyof typeof LANGUAGES;
/** What we answer with to whoever reads any kind of a language. */
const BY_FAMILY: Readonly<Record<string, Language>> = { en: "en", pt: "pt-BR" };
const KEPT = "noc-language";

type Words = Record<string, string>;
const WORDS: Record<Language, () => Promise<Record<string, Words>>> = {
  en: () => import("./words.en").then((module) => module.words),
  "pt-BR": () => import("./words.pt-BR").then((module) => module.words),
};

/** The language that was chosen in this browser, else the first of those its reader wants that we speak, else English. */
export function preferred(chosen: string | null, wanted: readonly string[]): Language {
  if (chosen !== null && Object.hasOwn(LANGUAGES, chosen)) return chosen as Language;
  const spoken = wanted.map((each) => BY_FAMILY[each.toLowerCase().split("-")[0] ?? ""]);
  return spoken.find((language) => language !== undefined) ?? "en";
}

/** Loads the words of the preferred language; call it once, before anything is shown. */
export async function speak(): Promise<void> {
  const language = preferred(window.localStorage.getItem(KEPT), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await WORDS[language]() },
    keySeparator: false,
    nsSeparator: ":",
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  for (const [namespace, words] of Object.entries(await WORDS[language]())) {
    i18next.addResourceBundle(language, namespace, words);
  }
  window.localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
