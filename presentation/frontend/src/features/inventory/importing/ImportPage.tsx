/** Bring hosts in: paste or choose a file, see exactly what would change, then have just that done. */
import { Button, Checkbox, FileButton, Group, Paper, SimpleGrid, Stack, Text, Textarea, SegmentedControl, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { bringIn, changesAnything, type Document, FORMATS, type Format, preview, touched } from "./asking";
import { Difference } from "./Difference";

const EXAMPLE = "[web]\nweb1 ansible_host=192.0.2.11\nweb2 ansible_host=192.0.2.12";
const EMPTY: Document = { content: "", format: "auto", replace: false, drop_forbidden: false };

export default function ImportPage(): ReactNode {
  const { t } = useTranslation("inventory");
  const queries = useQueryClient();
  const [document, write] = useState(EMPTY);
  const looking = useMutation({ mutationFn: preview });
  const doing = useMutation({
    mutationFn: (digest: string) => bringIn(document, digest),
    onSuccess: () => queries.invalidateQueries(),
  });
  const found = looking.data;
  /** What was previewed no longer counts once anything is changed. */
  function change(part: Partial<Document>): void {
    write({ ...document, ...part });
    looking.reset();
    doing.reset();
  }
  return (
    <>
      <PageHead title={t("import")} below={<Anchor to="/inventory">{t("all")}</Anchor>} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Paper component="section" withBorder p="md" bg="var(--noc-surface)">
          <Stack gap="sm">
            <Group justify="space-between">
              <SegmentedControl
                size="xs"
                aria-label={t("format")}
                value={document.format}
                onChange={(format) => change({ format: format as Format })}
                data={FORMATS.map((value) => ({ value, label: t(`format.${value}`) }))}
              />
              <FileButton onChange={(file) => void file?.text().then((content) => change({ content }))}>
                {(button) => (
                  <Button size="compact-sm" variant="default" {...button}>
                    {t("file")}
                  </Button>
                )}
              </FileButton>
            </Group>
            <Textarea
              label={t("content")}
              description={t("content.help")}
              placeholder={EXAMPLE}
              autosize
              minRows={10}
              maxRows={24}
              spellCheck={false}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
              value={document.content}
              onChange={(event) => change({ content: event.currentTarget.value })}
            />
            <Checkbox
              label={t("replace")}
              description={t("replace.means")}
              checked={document.replace}
              onChange={(event) => change({ replace: event.currentTarget.checked })}
            />
            <Checkbox
              label={t("drop")}
              description={t("drop.means")}
              checked={document.drop_forbidden}
              onChange={(event) => change({ drop_forbidden: event.currentTarget.checked })}
            />
            <Group>
              <Button
                variant={found ? "default" : "filled"}
                loading={looking.isPending}
                disabled={document.content.trim() === ""}
                onClick={() => looking.mutate(document)}
              >
                {t("preview")}
              </Button>
            </Group>
          </Stack>
        </Paper>
        <Paper component="section" withBorder p="md" bg="var(--noc-surface)" aria-live="polite">
          <Stack gap="sm">
            <Title order={2} size="h4">
              {t("would")}
            </Title>
            <ProblemNote error={looking.error ?? doing.error} />
            {!found && !looking.error && <Text c="dimmed">{t("would.nothing_yet")}</Text>}
            {found && <Difference preview={found} />}
            {found && !doing.data && changesAnything(found) && (
              <Group>
                <Button loading={doing.isPending} onClick={() => doing.mutate(found.digest)}>
                  {t("do", { count: touched(found) })}
                </Button>
              </Group>
            )}
            {doing.data && (
              <Group>
                <StatusBadge state="succeeded" />
                <ButtonLink to="/inventory" variant="light">
                  {t("see")}
                </ButtonLink>
              </Group>
            )}
          </Stack>
        </Paper>
      </SimpleGrid>
    </>
  );
}
