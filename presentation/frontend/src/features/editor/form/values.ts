/** Between what people type into a field and the plain value that stands in the procedure. */
import { parseDocument, stringify } from "yaml";
import type { JsonSchema } from "../model/kinds";

export type Typed = { readonly value: unknown } | { readonly wrong: "yaml" };

const TEXT_LENGTH = 4_096;

/** How a field of this schema is edited. */
export type Editor = "choice" | "flag" | "line" | "text" | "code" | "group" | "yaml";

export function editorOf(schema: JsonSchema): Editor {
  if (schema.enum) return "choice";
  if (schema.properties) return "group";
  if (schema.type === "boolean") return "flag";
  if (schema.format === "noc-condition" || schema.format === "noc-expression") return "code";
  if (schema.type === "string") return (schema.maxLength ?? 0) >= TEXT_LENGTH ? "text" : "line";
  return schema.type === "integer" || schema.type === "number" ? "line" : "yaml";
}

/** What a line of text means: a number where one is asked for, else the text; nothing typed is no value. */
export function fromLine(text: string, schema: JsonSchema): unknown {
  if (text === "") return undefined;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const numeric = types.some((type) => type === "integer" || type === "number");
  if (numeric && /^-?\d+(\.\d+)?$/.test(text.trim())) return Number(text);
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** A value written as YAML; an expression in `${}` alone stays the text it is. */
export function fromYaml(text: string): Typed {
  if (text.trim() === "") return { value: undefined };
  if (/^\$\{[^}\n]*\}$/.test(text.trim())) return { value: text.trim() };
  const document = parseDocument(text, { version: "1.2" });
  if (document.errors.length > 0) return { wrong: "yaml" };
  try {
    return { value: document.toJS() as unknown };
  } catch {
    return { wrong: "yaml" };
  }
}

export function toYaml(value: unknown): string {
  return value === undefined
    ? ""
    : typeof value === "string"
      ? value
      : stringify(value, { lineWidth: 0 }).trimEnd();
}

export function toLine(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
