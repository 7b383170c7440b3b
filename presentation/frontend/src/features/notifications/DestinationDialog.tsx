/** Make a destination, or give one other rules. */
import { Checkbox, Group, NumberInput, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { type Destination, DESTINATIONS, useChannels } from "./asking";
import { beginning, bodyOf, isComplete, LANGUAGES, OCCASIONS, type Rules, rulesOf, SEVERITIES } from "./rules";

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MOST_MINUTES = 1_440;
const SPOKEN: Readonly<Record<(typeof LANGUAGES)[number], string>> = { en: "English", "pt-BR": "Português (Brasil)" };

export function DestinationDialog({ there, onClose }: { there?: Destination; onClose: () => void }): ReactNode {
  const { t } = useTranslation("notifications");
  const queries = useQueryClient();
  const channels = useChannels();
  const [name, call] = useState(there?.name ?? "");
  const [rules, rule] = useState(() => (there ? rulesOf(there, HERE) : beginning(HERE)));
  const change = (part: Partial<Rules>) => rule({ ...rules, ...part });
  const writing = useMutation({
    mutationFn: () =>
      said(api.PUT("/api/v1/destinations/{name}", { params: { path: { name: name.trim() } }, body: bodyOf(rules, there) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: DESTINATIONS });
      onClose();
    },
  });
  const known = [...new Set([...(channels.data ?? []).map((each) => each.name), ...(there ? [there.channel] : [])])];
  return (
    <FormDialog
      opened
      size="lg"
      onClose={onClose}
      title={there ? t("edit_named", { name: there.name }) : t("destinations.new")}
      send={t("save")}
      sending={writing}
      onSend={() => writing.mutate()}
      unready={name.trim() === "" || !isComplete(rules)}
    >
      {!there && (
        <TextInput
          label={t("name")}
          required
          data-autofocus
          autoComplete="off"
          maxLength={128}
          value={name}
          onChange={(event) => call(event.currentTarget.value)}
        />
      )}
      <Select
        label={t("channel")}
        description={known.length === 0 && t("channels.none")}
        required
        data={known}
        value={rules.channel || null}
        onChange={(channel) => change({ channel: channel ?? "" })}
      />
      <Checkbox.Group label={t("tell")} required value={rules.tell} onChange={(tell) => change({ tell })}>
        <Group mt={6} gap="md">
          {OCCASIONS.map((each) => (
            <Checkbox key={each} value={each} label={t(`occasion.${each}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("severity")}
          allowDeselect={false}
          data={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          value={rules.severity}
          onChange={(severity) => change({ severity: severity as Rules["severity"] })}
        />
        <Select
          label={t("language")}
          allowDeselect={false}
          data={LANGUAGES.map((value) => ({ value, label: SPOKEN[value] }))}
          value={rules.language}
          onChange={(language) => change({ language: language as Rules["language"] })}
        />
        <TextInput type="time" label={t("quiet.from")} description={t("quiet.help", { zone: rules.timeZone })} value={rules.from} onChange={(event) => change({ from: event.currentTarget.value })} />
        <TextInput type="time" label={t("quiet.to")} description={t("quiet.critical")} value={rules.to} onChange={(event) => change({ to: event.currentTarget.value })} />
      </SimpleGrid>
      <TagsInput
        label={t("procedures")}
        description={t("procedures.help")}
        value={rules.procedures}
        onChange={(procedures) => change({ procedures })}
      />
      <NumberInput
        label={t("digest")}
        description={t("digest.help")}
        min={0}
        max={MOST_MINUTES}
        hideControls
        value={rules.digestMinutes}
        onChange={(minutes) => change({ digestMinutes: Number(minutes) })}
      />
    </FormDialog>
  );
}
