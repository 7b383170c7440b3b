/** A form in a dialog: its fields, what is wrong with them, and the one button that sends them. */
import { Button, Group, Modal, type ModalProps, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "./Problem";

interface Shown {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What the button says. */
  send: string;
  sending: { isPending: boolean; error: unknown };
  onSend: () => void;
  /** Whether something is still missing. */
  unready?: boolean;
  /** Whether it takes something away for good. */
  danger?: boolean;
  size?: ModalProps["size"];
  children: ReactNode;
}

export function FormDialog({ opened, onClose, title, send, sending, onSend, unready, danger = false, size = "md", children }: Shown): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!unready) onSend();
        }}
      >
        <Stack>
          {children}
          <ProblemNote error={sending.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("back")}
            </Button>
            <Button type="submit" {...(danger ? { color: "red.9" } : {})} loading={sending.isPending} disabled={unready ?? false}>
              {send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
