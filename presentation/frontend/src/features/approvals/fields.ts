/** The fields of an input between what people type and what the server takes. */

export interface FieldSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
}

export type Fields = Readonly<Record<string, FieldSchema>>;
export type Typed = Readonly<Record<string, string | boolean>>;

/** What a form begins with. */
export function beginning(fields: Fields): Typed {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { type, default: given }]) => {
      if (type === "boolean") return [name, given === true];
      if (given === undefined || given === null) return [name, ""];
      return [name, typeof given === "string" ? given : JSON.stringify(given)];
    }),
  );
}

/** Values as the server takes them. Numbers and lists that can't be read go as they were typed: the server names them. */
export function valuesOf(fields: Fields, typed: Typed): Record<string, unknown> {
  const filled = Object.entries(typed).filter(([, value]) => value !== "");
  return Object.fromEntries(filled.map(([name, value]) => [name, read(fields[name] ?? {}, value)]));
}

function read({ type, enum: choices }: FieldSchema, value: string | boolean): unknown {
  if (typeof value === "boolean") return value;
  if (choices) return choices.find((choice) => String(choice) === value) ?? value;
  if (type === undefined || type === "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
