/** The word of a state in the reader's language; an outcome of a flowchart's own making stays as it is written. */
import { useTranslation } from "react-i18next";

export function useStateWord(): (state: string) => string {
  const { t } = useTranslation("ui");
  return (state) => t(`state.${state}`, { defaultValue: state });
}
