/** One field of a node, edited as its schema says. */
import { Checkbox, Fieldset, Select, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { JsonSchema } from "../model/kinds";
import { asMap, type Path } from "../model/plain";
import { KeptLine, KeptText, KeptYaml } from "./Kept";
import { editorOf, fromLine, toLine } from "./values";

interface Shown {
  name: string;
  schema: JsonSchema;
  value: unknown;
  required: boolean;
  onSay: (path: Path, value: unknown) => void;
}

export function Field({ name, schema, value, required, onSay }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const label = schema.title ?? name;
  const usual = schema.default === undefined ? "" : toLine(schema.default);
  const about = schema.description ? { description: schema.description } : {};
  const shown = { label, required, placeholder: usual === "{}" ? "" : usual, ...about };
  const say = (next: unknown) => onSay([name], next);

  switch (editorOf(schema)) {
    case "choice":
      return (
        <Select
          {...shown}
          size="sm"
          data={(schema.enum ?? []).map(String)}
          value={value === undefined ? null : toLine(value)}
          clearable={!required}
          onChange={(next) => say(next ?? undefined)}
        />
      );
    case "flag": {
      const usually = schema.default === true;
      return (
        <Checkbox
          label={label}
          {...about}
          checked={value === undefined ? usually : value === true}
          onChange={({ currentTarget: { checked } }) => say(checked === usually ? undefined : checked)}
        />
      );
    }
    case "group":
      return (
        <Fieldset legend={label} p="xs">
          <Stack gap="xs">
            {Object.entries(schema.properties ?? {}).map(([inner, innerSchema]) => (
              <Field
                key={inner}
                name={inner}
                schema={innerSchema}
                value={asMap(value)[inner]}
                required={schema.required?.includes(inner) ?? false}
                onSay={(path, next) => onSay([name, ...path], next)}
              />
            ))}
          </Stack>
        </Fieldset>
      );
    case "text":
      return (
        <KeptText {...shown} value={toLine(value)} onSay={(text) => say(text === "" ? undefined : text)} />
      );
    case "yaml":
      return <KeptYaml {...shown} wrong={t("form.not_yaml")} value={value} onSay={say} />;
    default:
      return (
        <KeptLine
          {...shown}
          code={editorOf(schema) === "code"}
          value={toLine(value)}
          onSay={(text) => say(fromLine(text, schema))}
        />
      );
  }
}
