/** Somebody else saved meanwhile: both texts side by side as one difference, and a choice that loses neither. */
import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./Dialog";
import type { Draft } from "../state/useDraft";
import { TextDiff } from "./TextDiff";

interface Shown {
  theirs: Draft | null;
  mine: string;
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

export function ConflictDialog({ theirs, mine, busy, onKeepMine, onTakeTheirs, onClose }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  return (
    <Dialog opened={theirs !== null} onClose={onClose} title={t("conflict.title")} size="xl">
      {theirs && (
        <Stack>
          <Text size="sm">{t("conflict.text", { who: theirs.changedBy ?? "?" })}</Text>
          <TextDiff before={theirs.text} after={mine} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t("conflict.later")}
            </Button>
            <Button variant="default" onClick={onTakeTheirs}>
              {t("conflict.theirs")}
            </Button>
            <Button onClick={onKeepMine} loading={busy}>
              {t("conflict.mine")}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
