/** The languages: the words of each lie beside the code that says them, and only the chosen one is loaded. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", "pt-BR": "Português (Brasil)" } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = "noc-language";

type Words = Record<string, string>;
const WORDS: Record<Language, () => Promise<Record<string, Words>>> = {
  en: () => import("./words.en").then((module) => module.words),
  "pt-BR": () => import("./words.pt-BR").then((module) => module.words),
};

/** The language that was chosen, else the first of the browser's that we speak. */
export function preferred(): Language {
  const kept = window.localStorage.getItem(KEPT);
  if (kept !== null && kept in LANGUAGES) return kept as Language;
  return navigator.languages.some((each) => each.toLowerCase().startsWith("pt")) &&
    !navigator.languages[0]?.toLowerCase().startsWith("en")
    ? "pt-BR"
    : "en";
}

/** Loads the words of the preferred language; call it once, before anything is shown. */
export async function speak(): Promise<void> {
  const language = preferred();
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
