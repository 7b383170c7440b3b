/** The form of a chosen node: made of its kind's schema, so that a new kind needs nothing here. */
import { ActionIcon, Badge, Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ChartNode } from "../model/chart";
import { isId } from "../model/ids";
import { namesNode, type JsonSchema } from "../model/kinds";
import { remove, rename, setField } from "../model/nodes";
import type { Path } from "../model/plain";
import { drawn, open } from "../model/slots";
import { useEditor } from "../state/useEditing";
import { useWords } from "../state/useWords";
import { Arguments } from "./Arguments";
import { ArrowRows } from "./ArrowRows";
import { Field } from "./Field";
import { KeptLine } from "./Kept";
import { ModuleField } from "./ModuleField";

const OWN = new Set(["kind", "title"]);
const LATE = new Set(["note", "max_visits"]);

export function NodePanel({ node }: { node: ChartNode }): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, kinds, run } = useEditor();
  const words = useWords();
  const [more, { toggle }] = useDisclosure(false);
  const [taken, setTaken] = useState(false);
  const kind = kinds.get(node.kind);
  const required = kind?.fields.required ?? [];
  const leading = new Set(
    [...drawn(kind, node.fields), ...open(kind, node.fields)].map((each) => String(each.path[0])),
  );
  const fields = Object.entries(kind?.fields.properties ?? {}).filter(
    ([name, schema]) => !OWN.has(name) && !leading.has(name) && !namesNode(schema),
  );
  const isLate = ([name, schema]: [string, JsonSchema]) =>
    LATE.has(name) || (node.fields[name] === undefined && !required.includes(name) && isSeldomSet(schema));
  const late = fields.filter(isLate);
  const module = fields.find(([, schema]) => schema.format === "noc-module")?.[0];
  const named = module === undefined ? undefined : node.fields[module];
  const say = (path: Path, value: unknown) => run(setField(node.id, path, value));

  function field([name, schema]: [string, JsonSchema]): ReactNode {
    const value = node.fields[name];
    const label = schema.title ?? name;
    if (schema.format === "noc-module") {
      return (
        <ModuleField
          key={name}
          label={label}
          value={String(value ?? "")}
          onSay={(next) => say([name], next || undefined)}
        />
      );
    }
    if (schema.format === "noc-module-arguments" && typeof named === "string") {
      return <Arguments key={name} name={name} title={label} module={named} value={value} onSay={say} />;
    }
    return (
      <Field
        key={name}
        name={name}
        schema={schema}
        value={value}
        required={required.includes(name)}
        onSay={say}
      />
    );
  }

  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Badge variant="light" tt="none">
          {words.kind(kind, node.kind)}
        </Badge>
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t("node.remove")}
          title={`${t("node.remove")} (Del)`}
          onClick={() => run(remove([node.id]))}
        >
          ✕
        </ActionIcon>
      </Group>
      {kind && (
        <Text size="xs" c="dimmed">
          {kind.description}
        </Text>
      )}
      <KeptLine
        label={t("node.title")}
        value={node.fields.title === undefined ? "" : String(node.fields.title)}
        placeholder={node.id}
        onSay={(text) => say(["title"], text || undefined)}
      />
      <KeptLine
        code
        label={t("node.id")}
        value={node.id}
        error={taken ? t("node.id_taken") : null}
        onSay={(text) => {
          const wrong = !isId(text) || chart.nodes.some((each) => each.id === text);
          setTaken(wrong);
          if (!wrong) run(rename(node.id, text));
        }}
      />
      {fields.filter((each) => !isLate(each)).map(field)}
      <ArrowRows node={node} />
      {late.length > 0 && (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={toggle}
            aria-expanded={more}
            style={{ alignSelf: "flex-start" }}
          >
            {t("form.more", { count: late.length })}
          </Button>
          <Collapse expanded={more}>
            <Stack gap="sm">{late.map(field)}</Stack>
          </Collapse>
        </>
      )}
    </Stack>
  );
}

/** What most people leave as it is: flags, groups, and whatever has a default. */
function isSeldomSet(schema: JsonSchema): boolean {
  if (schema.format === "noc-module-arguments") return false;
  return schema.type === "boolean" || schema.default !== undefined || schema.properties !== undefined;
}
