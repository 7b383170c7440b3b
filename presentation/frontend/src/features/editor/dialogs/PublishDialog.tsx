/** Making a version: why, and what stands in its way. */
import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./Dialog";
import { ProblemNote } from "@/ui/Problem";
import type { useSaving } from "../state/useDraft";
import type { Finding } from "../state/useQuestions";

interface Shown {
  opened: boolean;
  onClose: () => void;
  publishing: ReturnType<typeof useSaving>["publishing"];
  text: string;
  findings: readonly Finding[];
}

export function PublishDialog({ opened, onClose, publishing, text, findings }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const [comment, setComment] = useState("");
  const errors = findings.filter((each) => each.severity === "error").length;
  function publish(): void {
    publishing.mutate(
      { text, comment },
      {
        onSuccess: (version) => {
          onClose();
          if (version === null) return;
          setComment("");
          notifications.show({ message: t("published", { number: version.number }) });
        },
      },
    );
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={t("publish.title")}>
      <Stack>
        <Text size="sm">{t("publish.text")}</Text>
        {errors > 0 && <Alert color="red">{t("publish.errors", { count: errors })}</Alert>}
        <Textarea
          label={t("publish.comment")}
          data-autofocus
          autosize
          minRows={2}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <ProblemNote error={publishing.error} />
        <Group justify="flex-end">
          <Button onClick={publish} loading={publishing.isPending} disabled={errors > 0}>
            {t("publish")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
