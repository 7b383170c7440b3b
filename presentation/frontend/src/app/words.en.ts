/** Everything that is said in this language, by the folder that says it. */
import { namespaces } from "./namespaces";

export const words = namespaces(
  import.meta.glob<{ default: Record<string, string> }>(
    ["../app/locales/en.json", "../ui/locales/en.json", "../features/*/locales/en.json"],
    { eager: true },
  ),
);
