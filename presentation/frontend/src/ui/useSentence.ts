/** The sentence of an execution in the reader's language. */
import { useTranslation } from "react-i18next";
import { type Facts, sentenceOf } from "./sentence";
import { useStateWord } from "./stateWord";

/** Takes an execution as the server tells it; what it tells no facts of keeps the server's own words. */
export function useSentence(): (run: { readonly sentence: string }) => string {
  const { t } = useTranslation("ui");
  const word = useStateWord();
  return (run) => sentenceOf(run as unknown as Facts, (key, holes = {}) => t(key, holes), word);
}
