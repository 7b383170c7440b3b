/** One parameter of a procedure as a field, whatever its type. */
import { Checkbox, JsonInput, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ParameterSchema, typedOf } from "./params";

interface Shown {
  name: string;
  schema: ParameterSchema;
  value: string | boolean;
  /** What it was in the run before, where this one repeats it. */
  before: unknown;
  wrong: boolean;
  onChange: (value: string | boolean) => void;
}

export function ParameterField({ name, schema, value, before, wrong, onChange }: Shown): ReactNode {
  const { t } = useTranslation("procedures");
  const changed = before !== undefined && typedOf(before) !== value;
  const description = [schema.description, changed ? t("param.was", { value: typedOf(before) }) : ""].filter(Boolean).join(" · ");
  const labels = {
    label: name,
    ...(description ? { description } : {}),
    ...(wrong ? { error: t("param.wrong", { type: schema.type }) } : {}),
  };
  if (schema.type === "boolean") {
    return <Checkbox {...labels} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (schema.enum) {
    return <Select {...labels} data={schema.enum.map(String)} value={String(value)} onChange={(next) => onChange(next ?? "")} />;
  }
  const placeholder = schema.default === undefined ? {} : { placeholder: String(typedOf(schema.default)) };
  if (schema.type === "array" || schema.type === "object") {
    return <JsonInput {...labels} {...placeholder} autosize minRows={1} value={String(value)} onChange={onChange} />;
  }
  return (
    <TextInput
      {...labels}
      {...placeholder}
      inputMode={schema.type === "string" ? "text" : "decimal"}
      required={schema.default === undefined}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
