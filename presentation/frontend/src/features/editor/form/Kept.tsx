/** Inputs that hold what is being typed, and say it once: when they are left, or at Enter. One undo step each. */
import { Textarea, TextInput } from "@mantine/core";
import { useEffect, useState, type KeyboardEvent, type ReactNode } from "react";
import { fromYaml, toYaml } from "./values";

interface Keeping {
  label: ReactNode;
  value: string;
  onSay: (text: string) => void;
  description?: ReactNode;
  placeholder?: string;
  error?: ReactNode;
  code?: boolean;
  required?: boolean;
}

const CODE = { input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } };

function useKept(value: string, onSay: (text: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return { text, setText, say: () => text !== value && onSay(text), back: () => setText(value) };
}

export function KeptLine({ value, onSay, code = false, ...shown }: Keeping): ReactNode {
  const { text, setText, say, back } = useKept(value, onSay);
  function pressed(event: KeyboardEvent): void {
    if (event.key === "Enter") say();
    if (event.key === "Escape") back();
  }
  return (
    <TextInput
      size="sm"
      spellCheck={false}
      {...shown}
      {...(code ? { styles: CODE } : {})}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={say}
      onKeyDown={pressed}
    />
  );
}

export function KeptText({ value, onSay, code = false, ...shown }: Keeping): ReactNode {
  const { text, setText, say } = useKept(value, onSay);
  return (
    <Textarea
      size="sm"
      autosize
      minRows={2}
      maxRows={12}
      spellCheck={!code}
      {...shown}
      {...(code ? { styles: CODE } : {})}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={say}
      onKeyDown={(event) => event.key === "Enter" && event.ctrlKey && say()}
    />
  );
}

interface KeepingYaml extends Omit<Keeping, "value" | "onSay" | "error" | "code"> {
  value: unknown;
  /** What is said when the text is no YAML. */
  wrong: string;
  onSay: (value: unknown) => void;
}

/** Any value, written as YAML; what can't be read stays in the field and is not said. */
export function KeptYaml({ value, wrong, onSay, ...shown }: KeepingYaml): ReactNode {
  const [bad, setBad] = useState(false);
  return (
    <KeptText
      {...shown}
      code
      error={bad ? wrong : null}
      value={toYaml(value)}
      onSay={(text) => {
        const typed = fromYaml(text);
        setBad("wrong" in typed);
        if ("value" in typed) onSay(typed.value);
      }}
    />
  );
}
