/** The arguments of a module, as the executor nodes' own documentation describes them. */
import { Alert, Autocomplete, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asMap, type Path } from "../model/plain";
import { useModule, type ModuleOption } from "../state/useQuestions";
import { Field } from "./Field";
import { KeptLine, KeptYaml } from "./Kept";
import { fromLine, toLine } from "./values";

interface Shown {
  /** The field they stand in. */
  name: string;
  title: string;
  module: string;
  value: unknown;
  onSay: (path: Path, value: unknown) => void;
}

/** What must be given first, then what is given; the rest is found by searching. */
export function Arguments({ name, title, module, value, onSay }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const asked = useModule(module);
  const [opened, setOpened] = useState<readonly string[]>([]);
  if (asked.isPending && module !== "") return <Skeleton h={80} />;
  const known = asked.data ?? null;
  if (known === null) {
    return (
      <Field name={name} schema={{ title, type: "object" }} value={value} required={false} onSay={onSay} />
    );
  }
  const given = asMap(value);
  const options = Object.entries(known.options);
  const must = options.filter(([, option]) => option.required === true);
  const may = options.filter(([, option]) => option.required !== true);
  const isShown = (option: string) => option in given || opened.includes(option);
  const strange = Object.keys(given).filter((each) => !(each in known.options));
  const shown: [string, ModuleOption][] = [
    ...must,
    ...may.filter(([each]) => isShown(each)),
    ...strange.map((each): [string, ModuleOption] => [each, {}]),
  ];
  const hidden = may.map(([each]) => each).filter((each) => !isShown(each));
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Text fw={600} size="sm">
        {title}
      </Text>
      {known.title && (
        <Text size="xs" c="dimmed">
          {known.title}
        </Text>
      )}
      {known.refused && <Alert color="red">{known.refused}</Alert>}
      {shown.map(([each, option]) => (
        <Option
          key={each}
          name={each}
          option={option}
          value={given[each]}
          onSay={(next) => onSay([name, each], next)}
        />
      ))}
      {hidden.length > 0 && (
        <Select
          size="xs"
          searchable
          label={t("arguments.more", { count: hidden.length })}
          placeholder={t("arguments.search")}
          data={hidden}
          value={null}
          onChange={(each) => each !== null && setOpened([...opened, each])}
        />
      )}
    </Stack>
  );
}

interface OptionShown {
  name: string;
  option: ModuleOption;
  value: unknown;
  onSay: (value: unknown) => void;
}

const TYPES: Readonly<Record<string, string>> = { int: "integer", float: "number", bool: "boolean" };

function Option({ name, option, value, onSay }: OptionShown): ReactNode {
  const { t } = useTranslation("editor");
  const [about] = Array.isArray(option.description) ? option.description : [option.description];
  const shown = {
    label: name,
    placeholder: toLine(option.default),
    required: option.required === true,
    ...(about ? { description: plainly(String(about)) } : {}),
  };
  const sayLine = (text: string) => onSay(fromLine(text, { type: TYPES[option.type ?? ""] ?? "string" }));
  const choices = option.type === "bool" ? ["true", "false"] : choicesOf(option);
  if (choices.length > 0) {
    return (
      <Autocomplete
        {...shown}
        key={toLine(value)}
        size="sm"
        data={choices}
        defaultValue={toLine(value)}
        onBlur={({ currentTarget }) => currentTarget.value !== toLine(value) && sayLine(currentTarget.value)}
        onOptionSubmit={sayLine}
      />
    );
  }
  if (option.type === "list" || option.type === "dict" || (typeof value === "object" && value !== null)) {
    return <KeptYaml {...shown} wrong={t("form.not_yaml")} value={value} onSay={onSay} />;
  }
  return <KeptLine {...shown} value={toLine(value)} onSay={sayLine} />;
}

function choicesOf({ choices }: ModuleOption): string[] {
  if (!choices) return [];
  return (Array.isArray(choices) ? choices : Object.keys(choices)).map(String);
}

/** Ansible's marks, such as `V(present)` or `O(state)`, as the words in them. */
function plainly(text: string): string {
  return text.replace(/\b[A-Z]{1,3}\(([^()]*)\)/g, (_, inner: string) => inner.split(",")[0] ?? inner);
}
