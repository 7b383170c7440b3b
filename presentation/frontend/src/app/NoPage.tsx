/** An address that leads nowhere. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";

export function NoPage(): ReactNode {
  const { t } = useTranslation("app");
  return (
    <EmptyState title={t("no_page.title")} action={<ButtonLink to="/">{t("no_page.home")}</ButtonLink>}>
      {t("no_page.text")}
    </EmptyState>
  );
}
