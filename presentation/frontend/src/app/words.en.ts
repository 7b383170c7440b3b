/** Everything that is said in this language, by the folder that says it. */
import { namespaces } from "./namespaces";

export const words = namespaces(
  import.meta.glob<{ default: Record<string, string> }>(
    ["/src/app/locales/en.json", "/src/ui/locales/en.json", "/src/features/*/locales/en.json"],
    { eager: true },
  ),
);
