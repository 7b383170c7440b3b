/** One's own account: password, second factor, tokens, and where one is logged in. */
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { PageHead } from "@/ui/PageHead";
import { TokensPart } from "../tokens/TokensPart";
import { PasswordPart } from "./PasswordPart";
import { SecondFactorPart } from "./SecondFactorPart";
import { SessionsPart } from "./SessionsPart";

export default function AccountPage(): ReactNode {
  const { t } = useTranslation("accounts");
  const { person } = useSession();
  return (
    <>
      <PageHead title={t("own")} below={person?.name} />
      <Stack maw={720}>
        <SecondFactorPart />
        <PasswordPart />
        <TokensPart owner={person?.id ?? ""} />
        <SessionsPart />
      </Stack>
    </>
  );
}
