/** A module by its full name, found by three letters of it. */
import { Autocomplete, Text } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useModules } from "../state/useQuestions";

interface Shown {
  label: string;
  value: string;
  onSay: (name: string) => void;
}

export function ModuleField({ label, value, onSay }: Shown): ReactNode {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const { data } = useModules(text === value ? "" : text);
  const titles = new Map((data ?? []).map((each) => [each.name, each.title]));
  return (
    <Autocomplete
      size="sm"
      label={label}
      spellCheck={false}
      data={[...titles.keys()]}
      filter={({ options }) => options}
      limit={30}
      value={text}
      onChange={setText}
      onOptionSubmit={onSay}
      onBlur={() => text !== value && onSay(text)}
      onKeyDown={(event) => event.key === "Enter" && text !== value && onSay(text)}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.value}</Text>
          <Text size="xs" c="dimmed">
            {titles.get(option.value)}
          </Text>
        </div>
      )}
    />
  );
}
