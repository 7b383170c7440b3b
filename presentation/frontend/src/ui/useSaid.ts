/** A sentence of the scheduler's in the reader's language; its English where it has no words here. */
import { useTranslation } from "react-i18next";
import { type Said, worded } from "./said";
import { useStateWord } from "./stateWord";
import { clock } from "./times";
import { useCodeWords } from "./useCodeWords";

/** Takes what is said, which an older scheduler leaves out, and the same in English. */
export function useSaid(): (said: unknown, english: string | null | undefined) => string {
  const { t, i18n } = useTranslation("ui");
  const state = useStateWord();
  const say = (key: string, holes: Record<string, string>) => (i18n.exists(key, { ns: "ui" }) ? t(key, holes) : null);
  const at = (instant: string) => clock(instant, i18n.language);
  const byCode = useCodeWords();
  const refusal = (code: string) => byCode(code, code).words;
  const speech = { say, state, at, refusal, language: i18n.language };
  return (said, english) => (said ? worded(said as Said, speech) : null) ?? english ?? "";
}
