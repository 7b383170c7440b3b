/** What keys there are for going from page to page; `?` opens it. */
import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeyPress } from "@/ui/keys";
import type { Way } from "@/ui/page";

export function KeysDialog({ ways }: { ways: readonly Way[] }): ReactNode {
  const { t } = useTranslation("app");
  const [opened, show] = useState(false);
  useKeyPress((key) => {
    if (key === "?") show(true);
    return key === "?";
  });
  return (
    <Modal opened={opened} onClose={() => show(false)} title={t("keys")} closeButtonProps={{ "aria-label": t("ui:close") }}>
      <Stack gap="xs">
        {[...ways.map(({ title, keys }) => ({ title, keys })), { title: "palette", keys: "Ctrl+K" }, { title: "keys", keys: "?" }].map(({ title, keys }) => (
          <Group key={title} justify="space-between">
            <Text size="sm">{t(title)}</Text>
            <Group gap={4}>
              {keys.split(" ").map((each) => (
                <Kbd key={each}>{each}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
