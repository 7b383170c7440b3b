/** The word of a state in the reader's language; an outcome of a flowchart's own making stays as it is written. */
import { useTranslation } from "react-i18next";
import { LOOKS } from "./states";

export function useStateWord(): (state: string) => string {
  const { t } = useTranslation("ui");
  return (state) => (state in LOOKS ? t(`state.${state}`) : state);
}
