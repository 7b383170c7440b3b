/** Puts the words of each folder under the folder's name. */
type Words = Record<string, string>;

/** From `../features/session/locales/en.json` and its words to `session` and the same words. */
export function namespaces(files: Record<string, { default: Words }>): Record<string, Words> {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path.split("/").at(-3) ?? path, file.default]),
  );
}
