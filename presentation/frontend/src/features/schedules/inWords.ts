/** Times as people say them: `0 9 * * 1-5` is "At 09:00, Monday through Friday". */
import { toString } from "cronstrue";
import "cronstrue/locales/pt_BR";

const LOCALES: Readonly<Record<string, string>> = { "pt-BR": "pt_BR" };

/** Null for what it can't read; the server knows more forms, and decides. */
export function inWords(expression: string, language: string): string | null {
  try {
    return toString(expression.trim(), { locale: LOCALES[language] ?? "en", use24HourTimeFormat: true, verbose: true });
  } catch {
    return null;
  }
}
