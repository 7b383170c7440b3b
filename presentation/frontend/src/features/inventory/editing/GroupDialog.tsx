/** Make a group, or say anew what one is for. */
import { Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, idempotencyKey, said } from "@/api/client";
import { GROUPS } from "@/api/groups";
import { FormDialog } from "@/ui/FormDialog";

interface Shown {
  /** The one that is there; without it a new one is made. */
  group?: { name: string; description: string };
  onClose: () => void;
}

const MOST = 4_096;

export function GroupDialog({ group, onClose }: Shown): ReactNode {
  const { t } = useTranslation("inventory");
  const queries = useQueryClient();
  const [name, call] = useState(group?.name ?? "");
  const [description, describe] = useState(group?.description ?? "");
  const [key] = useState(idempotencyKey);
  const sending = useMutation({
    mutationFn: (): Promise<unknown> =>
      group
        ? said(api.PUT("/api/v1/groups/{name}", { params: { path: { name: group.name } }, body: { description } }))
        : said(api.POST("/api/v1/groups", { params: { header: { "Idempotency-Key": key } }, body: { name: name.trim(), description } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: GROUPS });
      onClose();
    },
  });
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={group ? t("group.edit_named", { name: group.name }) : t("group.new")}
      send={t(group ? "edit.save" : "group.make")}
      sending={sending}
      onSend={() => sending.mutate()}
      unready={name.trim() === ""}
    >
      {!group && (
        <TextInput
          label={t("edit.name")}
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => call(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={t("group.description")}
        autosize
        minRows={2}
        maxLength={MOST}
        value={description}
        onChange={(event) => describe(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
