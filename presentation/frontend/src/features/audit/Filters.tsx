/** By whom, what, about what, with which end and when. */
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { usePeople } from "./asking";
import { actsOf, NAMES, OUTCOMES, type Search } from "./search";

interface Shown {
  search: Search;
  onChange: (part: Search) => void;
}

const PAUSE_MS = 300;

export function Filters({ search, onChange }: Shown): ReactNode {
  const { t, i18n } = useTranslation("audit");
  const acts = actsOf(i18n.getResourceBundle(i18n.language, "audit") as Record<string, string>, search.verb);
  const people = usePeople(useMay("account.read"));
  const some = NAMES.some((name) => search[name] !== undefined);
  const known = people.data ?? [];
  const actor = search.actor ?? null;
  const data = actor === null || known.some(({ value }) => value === actor) ? known : [...known, { value: actor, label: actor }];
  return (
    <search className="noc-audit-filters">
      <Select
        label={t("actor")}
        placeholder={t("actor.all")}
        searchable
        clearable
        data={data}
        value={actor}
        onChange={(value) => onChange({ actor: value ?? "" })}
      />
      <Select
        label={t("verb")}
        placeholder={t("verb.all")}
        searchable
        clearable
        data={acts}
        value={search.verb ?? null}
        onChange={(value) => onChange({ verb: value ?? "" })}
      />
      <Typed label={t("object")} placeholder={t("object.help")} value={search.text ?? ""} onChange={(text) => onChange({ text })} />
      <Select
        label={t("outcome")}
        placeholder={t("outcome.all")}
        clearable
        data={OUTCOMES.map((value) => ({ value, label: t(`end.${value}`) }))}
        value={search.outcome ?? null}
        onChange={(value) => onChange({ outcome: value ?? "" })}
      />
      <TextInput type="datetime-local" label={t("since")} value={search.since ?? ""} onChange={(event) => onChange({ since: event.currentTarget.value })} />
      <TextInput type="datetime-local" label={t("until")} value={search.until ?? ""} onChange={(event) => onChange({ until: event.currentTarget.value })} />
      {some && (
        <Button variant="default" onClick={() => onChange(Object.fromEntries(NAMES.map((name) => [name, ""])))}>
          {t("clear")}
        </Button>
      )}
    </search>
  );
}

interface TypedField {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

/** Asks once typing pauses; what the address says meanwhile is taken over. */
function Typed({ label, placeholder, value, onChange }: TypedField): ReactNode {
  const [typed, type] = useState(value);
  const [said, hear] = useState(value);
  const tell = useDebouncedCallback(onChange, PAUSE_MS);
  if (said !== value) {
    hear(value);
    type(value);
  }
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={typed}
      onChange={({ currentTarget: { value: text } }) => {
        type(text);
        tell(text);
      }}
    />
  );
}
