/** A dialog of the editor: Mantine's, without a second banner on the page and with a name on the closing button. */
import { Group, Modal, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Shown = Pick<ModalProps, "opened" | "onClose" | "title" | "children"> & { size?: string };

export function Dialog({ opened, onClose, title, children, size = "md" }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body pt="md">
          <Group justify="space-between" wrap="nowrap" mb="sm">
            <Modal.Title fw={600}>{title}</Modal.Title>
            <Modal.CloseButton aria-label={t("close")} />
          </Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
