/** Everything that is said in this language, by the folder that says it. */
import { namespaces } from "./namespaces";

export const words = namespaces(
  import.meta.glob<{ default: Record<string, string> }>(
    ["/src/app/locales/pt-BR.json", "/src/ui/locales/pt-BR.json", "/src/features/*/locales/pt-BR.json"],
    { eager: true },
  ),
);
