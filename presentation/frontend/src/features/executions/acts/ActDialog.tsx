/** Asks once more before an act: what it will do, with whom, and why; then says what became of it. */
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";

interface Shown {
  title: string;
  /** What will happen, in words. */
  says: string;
  confirm: string;
  danger?: boolean;
  /** Whether the server refuses without a reason. */
  needsReason?: boolean;
  /** False while it is not yet known what would happen, or when nothing would. */
  ready?: boolean;
  act: (reason: string) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

export function ActDialog(shown: Shown): ReactNode {
  const { title, says, confirm, danger = false, needsReason = false, ready = true, act, onClose, children } = shown;
  const { t } = useTranslation("executions");
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const acting = useMutation({
    mutationFn: () => act(reason.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={title}
      send={confirm}
      sending={acting}
      onSend={() => acting.mutate()}
      unready={!ready}
      danger={danger}
    >
      <Text size="sm">{says}</Text>
      {children}
      <Textarea
        label={t("reason")}
        placeholder={t("reason.example")}
        required={needsReason}
        maxLength={1000}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
