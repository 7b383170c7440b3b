/** The parameters of a run between what people type and what the server takes. */

export interface ParameterSchema {
  type?: string;
  default?: unknown;
  enum?: unknown[];
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

export type Parameters = Readonly<Record<string, ParameterSchema>>;
export type Typed = Readonly<Record<string, string | boolean>>;

/** Lists and objects are typed as JSON; everything else as it is. */
export function typedOf(value: unknown): string | boolean {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean" || typeof value === "string") return value;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** What a form begins with: what was used before, else the defaults. */
export function beginning(parameters: Parameters, before: Readonly<Record<string, unknown>>): Typed {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, schema]) => [
      name,
      typedOf(name in before ? before[name] : (schema.default ?? (schema.type === "boolean" ? false : ""))),
    ]),
  );
}

/** What was typed, as the server takes it; what was left empty is left out, so that its default counts. */
export function paramsOf(parameters: Parameters, typed: Typed): { params: Record<string, unknown>; wrong: string[] } {
  const params: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, schema] of Object.entries(parameters)) {
    const value = typed[name];
    if (value === undefined || value === "") continue;
    const read = typeof value === "boolean" ? value : readAs(schema.type, value);
    if (read === undefined) wrong.push(name);
    else params[name] = read;
  }
  return { params, wrong };
}

function readAs(type: string | undefined, text: string): unknown {
  if (type === undefined || type === "string") return text;
  if (type === "integer" || type === "number") {
    const number = Number(text);
    return Number.isFinite(number) && (type === "number" || Number.isInteger(number)) ? number : undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
