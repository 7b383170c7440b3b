/** The fields of a host; who fills them in sees at once when its variables can't be read. */
import { Button, Group, MultiSelect, NumberInput, Paper, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useGroups } from "@/api/groups";
import { ProblemNote } from "@/ui/Problem";
import { bodyOf, type Described, varsOf } from "./described";

type Body = NonNullable<ReturnType<typeof bodyOf>>;

interface Shown {
  beginning: Described;
  hostKeys: readonly string[];
  /** A host that is there keeps its name. */
  named: boolean;
  send: string;
  sending: { isPending: boolean; error: unknown };
  onSend: (body: Body) => void;
}

const MOST_PORT = 65_535;

export function HostForm({ beginning, hostKeys, named, send, sending, onSend }: Shown): ReactNode {
  const { t } = useTranslation("inventory");
  const groups = useGroups();
  const [described, describe] = useState(beginning);
  const read = varsOf(described.vars);
  const body = bodyOf(described, hostKeys);
  const change = (part: Partial<Described>) => describe({ ...described, ...part });
  const known = [...new Set([...(groups.data?.items ?? []).map((each) => each.name), ...described.groups])];
  const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };
  return (
    <Paper
      component="form"
      withBorder
      p="md"
      maw={760}
      bg="var(--noc-surface)"
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== null) onSend(body);
      }}
    >
      <Stack>
        {!named && (
          <TextInput
            label={t("edit.name")}
            required
            autoComplete="off"
            spellCheck={false}
            value={described.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={t("edit.address")}
            description={t("edit.address.help")}
            autoComplete="off"
            spellCheck={false}
            value={described.address}
            onChange={(event) => change({ address: event.currentTarget.value })}
          />
          <NumberInput
            label={t("edit.port")}
            description={t("edit.port.help")}
            min={1}
            max={MOST_PORT}
            allowDecimal={false}
            hideControls
            value={described.port}
            onChange={(port) => change({ port: String(port) })}
          />
          <TextInput
            label={t("edit.user")}
            description={t("edit.user.help")}
            autoComplete="off"
            spellCheck={false}
            value={described.user}
            onChange={(event) => change({ user: event.currentTarget.value })}
          />
        </SimpleGrid>
        <MultiSelect label={t("groups")} searchable data={known} value={described.groups} onChange={(names) => change({ groups: names })} />
        <TagsInput label={t("edit.tags")} value={described.tags} onChange={(tags) => change({ tags })} />
        <Textarea
          label={t("vars")}
          description={t("edit.vars.help")}
          autosize
          minRows={4}
          maxRows={20}
          spellCheck={false}
          styles={mono}
          error={"wrong" in read && (read.wrong || t("edit.vars.no_names"))}
          value={described.vars}
          onChange={(event) => change({ vars: event.currentTarget.value })}
        />
        <ProblemNote error={sending.error} />
        <Group>
          <Button type="submit" loading={sending.isPending} disabled={body === null || described.name.trim() === ""}>
            {send}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
