/** The sentence of an execution in the reader's language. */
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useStateWord } from "@/ui/stateWord";
import { type Facts, sentenceOf } from "./model/sentence";

export function useSentence(): (run: components["schemas"]["Execution"]) => string {
  const { t } = useTranslation("executions");
  const word = useStateWord();
  return (run) => sentenceOf(run as unknown as Facts, (key, holes = {}) => t(key, holes), word);
}
