/** What an import adds, changes and removes, each host by name; warnings first. */
import { Alert, Code, List, ScrollArea, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changesAnything, type Preview } from "./asking";

const MOST_SHOWN = 200;
const MOST_PX = 420;

export function Difference({ preview }: { preview: Preview }): ReactNode {
  const { t } = useTranslation("inventory");
  const { warnings, dropped, added, changed, removed, new_groups, unchanged } = preview;
  return (
    <ScrollArea.Autosize mah={MOST_PX} type="auto" viewportProps={{ tabIndex: 0, role: "group", "aria-label": t("would") }}>
      {!changesAnything(preview) && <Text>{t("would.nothing")}</Text>}
      {[...warnings, ...dropped.map((each) => ({ row: each.row, message: t("dropped", { name: each.variable }) }))].map(
        ({ row, message }, place) => (
          <Alert key={place} color="yellow" variant="light" mb="xs" p="xs">
            {row === null ? message : t("row", { row, message })}
          </Alert>
        ),
      )}
      <Names sign="+" tone="good" title={t("added", { count: added.length })} names={added} />
      {changed.length > 0 && (
        <Text fw={600} mt="xs" c="var(--noc-changed-text)">
          {`~ ${t("changed_hosts", { count: changed.length })}`}
        </Text>
      )}
      <List size="sm" listStyleType="none">
        {changed.slice(0, MOST_SHOWN).map((host) => (
          <List.Item key={host.name}>
            <b>{host.name}</b>
            {host.changes.map(({ field, before, after }) => (
              <Text key={field} size="sm" pl="md" style={{ overflowWrap: "anywhere" }}>
                {field}: <Code>{JSON.stringify(before)}</Code> → <Code>{JSON.stringify(after)}</Code>
              </Text>
            ))}
          </List.Item>
        ))}
      </List>
      <Names sign="−" tone="bad" title={t("removed", { count: removed.length })} names={removed} />
      <Names sign="+" tone="good" title={t("new_groups", { count: new_groups.length })} names={new_groups} />
      {unchanged.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("unchanged", { count: unchanged.length })}
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}

interface Shown {
  sign: string;
  tone: "good" | "bad";
  title: string;
  names: readonly string[];
}

function Names({ sign, tone, title, names }: Shown): ReactNode {
  const { t } = useTranslation("inventory");
  if (names.length === 0) return null;
  const more = names.length - MOST_SHOWN;
  return (
    <>
      <Text fw={600} mt="xs" c={`var(--noc-${tone}-text)`}>
        {`${sign} ${title}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {names.slice(0, MOST_SHOWN).join(", ")}
        {more > 0 && ` ${t("and_more", { count: more })}`}
      </Text>
    </>
  );
}
