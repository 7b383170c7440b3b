/** A field for a password or another secret, with a button that shows what was typed. */
import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function SecretInput(looks: PasswordInputProps): ReactNode {
  const { t } = useTranslation("ui");
  return <PasswordInput {...looks} visibilityToggleButtonProps={{ "aria-label": t("secret.show"), "aria-hidden": false, tabIndex: 0 }} />;
}
