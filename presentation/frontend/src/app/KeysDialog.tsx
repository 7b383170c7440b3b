/** What keys there are, on the page that is open and for going from page to page; `?` opens it. */
import { Group, Kbd, Modal, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands, useOpenCommands } from "@/ui/commands";
import type { Way } from "@/ui/page";

interface Named {
  title: string;
  keys: string;
}

export function KeysDialog({ ways }: { ways: readonly Way[] }): ReactNode {
  const { t } = useTranslation("app");
  const [opened, show] = useState(false);
  const here = useOpenCommands();
  useCommands([{ key: "?", title: "app:keys", act: () => show(true) }]);
  return (
    <Modal opened={opened} onClose={() => show(false)} title={t("keys")} closeButtonProps={{ "aria-label": t("ui:close") }}>
      <Stack>
        <KeyList title={t("keys.here")} keys={here.map(({ title, key }) => ({ title, keys: key }))} />
        <KeyList title={t("keys.anywhere")} keys={[...ways, { title: "app:palette", keys: "Ctrl+K" }]} />
      </Stack>
    </Modal>
  );
}

function KeyList({ title: about, keys: all }: { title: string; keys: readonly Named[] }): ReactNode {
  const { t } = useTranslation("app");
  return (
    <section aria-label={about}>
      <Title order={3} size="sm" mb="xs">
        {about}
      </Title>
      <Stack gap="xs">
        {all.map(({ title, keys }) => (
          <Group key={`${title} ${keys}`} justify="space-between" wrap="nowrap">
            <Text size="sm">{t(title)}</Text>
            <Group gap={4} wrap="nowrap">
              {keys.split(" ").map((each) => (
                <Kbd key={each}>{each}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </section>
  );
}
