/** Leads to the host keys that wait; says how many. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/ui/Anchor";
import { useOpenReviews } from "./asking";

export function KeysLink(): ReactNode {
  const { t } = useTranslation("inventory");
  const count = useOpenReviews().data?.items.length ?? 0;
  return (
    <ButtonLink to="/inventory/host-keys" variant={count > 0 ? "light" : "default"}>
      {t("keys.waiting", { count })}
    </ButtonLink>
  );
}
