/** What a stable code of a server's means in the reader's language; English is what the servers speak themselves. */
import { useTranslation } from "react-i18next";

export interface CodeWords {
  readonly words: string;
  /** The server's own words where `words` are not these: they name what exactly. */
  readonly detail: string;
}

/** Takes the code and the server's English, which is kept where the code has no words here. */
export function useCodeWords(): (code: string | null | undefined, english: string) => CodeWords {
  const { t, i18n } = useTranslation("ui");
  return (code, english) => {
    const key = `code.${code ?? ""}`;
    return i18n.exists(key, { ns: "ui" }) ? { words: t(`code.${code ?? ""}`), detail: english } : { words: english, detail: "" };
  };
}
