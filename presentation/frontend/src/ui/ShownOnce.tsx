/** A secret at the only moment when it can be seen: to be copied, then gone. */
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Shown {
  title: string;
  says: string;
  /** Null while there is nothing to show. */
  secret: string | null;
  onKept: () => void;
}

export function ShownOnce({ title, says, secret, onKept }: Shown): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <Modal opened={secret !== null} onClose={onKept} title={title} withCloseButton={false} closeOnClickOutside={false}>
      <Stack>
        <Text size="sm">{says}</Text>
        <Code block data-testid="secret" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={secret ?? ""}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? "copied" : "copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onKept}>{t("kept")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
