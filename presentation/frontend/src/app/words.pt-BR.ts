/** Everything that is said in this language, by the folder that says it. */
import { namespaces } from "./namespaces";

export const words = namespaces(
  import.meta.glob<{ default: Record<string, string> }>(
    ["../app/locales/pt-BR.json", "../ui/locales/pt-BR.json", "../features/*/locales/pt-BR.json"],
    { eager: true },
  ),
);
