/** A dialog of the editor: Mantine's, with a name on the button that closes it. */
import { Modal, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Shown = Pick<ModalProps, "opened" | "onClose" | "title" | "children"> & { size?: string };

export function Dialog({ size = "md", ...shown }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  return <Modal {...shown} size={size} closeButtonProps={{ "aria-label": t("close") }} />;
}
