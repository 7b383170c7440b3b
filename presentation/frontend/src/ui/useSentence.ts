/** The sentence of an execution in the reader's language. */
import { useTranslation } from "react-i18next";
import { type Facts, sentenceOf } from "./sentence";
import { useStateWord } from "./stateWord";
import { useSaid } from "./useSaid";

interface Standing {
  readonly held?: string | null;
  readonly held_said?: unknown;
  readonly waiting_for?: string | null;
  readonly waiting_said?: unknown;
  readonly reason?: string | null;
  readonly reason_said?: unknown;
}

/** Takes an execution as the server tells it; what it tells no facts of keeps the server's own words. */
export function useSentence(): (run: { readonly sentence: string }) => string {
  const { t } = useTranslation("ui");
  const word = useStateWord();
  const said = useSaid();
  return (run) => {
    const facts = run as unknown as Facts & Standing;
    const standing = facts.held ? said(facts.held_said, facts.held) : said(facts.waiting_said, facts.waiting_for);
    const why = said(facts.reason_said, facts.reason);
    return sentenceOf({ ...facts, standing, why }, (key, holes = {}) => t(key, holes), word);
  };
}
