/** Make the secret of a webhook anew; it is shown once, with the address that its holder sends to. */
import { Button, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { ShownOnce } from "@/ui/ShownOnce";

const MOST_REASON = 1_000;

export function NewSecret({ schedule, name }: { schedule: string; name: string }): ReactNode {
  const { t } = useTranslation("schedules");
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, write] = useState("");
  const [secret, show] = useState<string | null>(null);
  const making = useMutation({
    mutationFn: () => said(api.POST("/api/v1/schedules/{schedule}/secret", { params: { path: { schedule } }, body: { reason: reason.trim() } })),
    onSuccess: (made) => {
      close();
      write("");
      show(`${made.path}\n${made.secret}`);
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t("secret.new")}
      </Button>
      <FormDialog
        opened={opened}
        onClose={close}
        title={t("secret.new_named", { name })}
        send={t("secret.make")}
        sending={making}
        onSend={() => making.mutate()}
        unready={reason.trim() === ""}
      >
        <Text size="sm">{t("secret.says")}</Text>
        <TextInput
          label={t("secret.reason")}
          required
          data-autofocus
          maxLength={MOST_REASON}
          value={reason}
          onChange={(event) => write(event.currentTarget.value)}
        />
      </FormDialog>
      <ShownOnce title={t("secret.made")} says={t("secret.made.says")} secret={secret} onKept={() => show(null)} />
    </>
  );
}
