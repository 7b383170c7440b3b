/** One field of an input, whatever its type. */
import { Checkbox, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { FieldSchema } from "./fields";

interface Shown {
  name: string;
  schema: FieldSchema;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
}

export function AnswerField({ name, schema, value, onChange }: Shown): ReactNode {
  const labels = {
    label: schema.title ?? name,
    ...(schema.description ? { description: schema.description } : {}),
  };
  if (schema.type === "boolean") {
    return <Checkbox {...labels} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  const required = schema.default === undefined;
  if (schema.enum) {
    return (
      <Select
        {...labels}
        required={required}
        data={schema.enum.map(String)}
        value={String(value)}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  return (
    <TextInput
      {...labels}
      required={required}
      inputMode={schema.type === "integer" || schema.type === "number" ? "decimal" : "text"}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
