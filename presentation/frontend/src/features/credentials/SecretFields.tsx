/** The fields of a kind, written and never read back; which there are, the server says. */
import { Select, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SecretInput } from "@/ui/SecretInput";
import type { Field, Kind } from "./asking";

export type Values = Readonly<Record<string, string>>;

interface Shown {
  kind: Kind;
  values: Values;
  onChange: (values: Values) => void;
}

export function SecretFields({ kind, values, onChange }: Shown): ReactNode {
  return kind.fields.map((field) => (
    <OneField
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ));
}

function OneField({ field, value, onChange }: { field: Field; value: string; onChange: (value: string) => void }): ReactNode {
  const { t, i18n } = useTranslation("credentials");
  const known = `field.${field.name}`;
  const shared = {
    label: i18n.exists(known, { ns: "credentials" }) ? t(known) : field.title,
    required: field.required,
    autoComplete: "off",
    maxLength: field.most,
  };
  const typed = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  if (field.choices.length > 0) {
    const data = field.choices.map((each) => ({ value: each, label: t(`kind.${each}`) }));
    return <Select {...shared} data={data} value={value || null} onChange={(choice) => onChange(choice ?? "")} />;
  }
  if (field.lines) {
    const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };
    return <Textarea {...shared} autosize minRows={5} maxRows={12} spellCheck={false} styles={mono} value={value} onChange={typed} />;
  }
  const autoComplete = field.secret ? "new-password" : "off";
  const Input = field.secret ? SecretInput : TextInput;
  return <Input {...shared} autoComplete={autoComplete} spellCheck={false} value={value} onChange={typed} />;
}
