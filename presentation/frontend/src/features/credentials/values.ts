/** What was typed into the fields of a kind, between form and server: pure. */
import type { Kind } from "./asking";
import type { Values } from "./SecretFields";

/** Fields that were left empty are not sent: no secret is no empty secret. */
export function given(kind: Kind, values: Values): Record<string, string> {
  return Object.fromEntries(kind.fields.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
}

export function isComplete(kind: Kind, values: Values): boolean {
  return kind.fields.every(({ name, required }) => !required || Boolean(values[name]));
}
