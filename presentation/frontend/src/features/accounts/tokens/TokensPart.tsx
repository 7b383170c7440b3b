/** A user's API tokens: what opens the API without a login. A new one is shown once. */
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay, useSession } from "@/api/session";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ShownOnce } from "@/ui/ShownOnce";
import { clock } from "@/ui/times";
import { type Token, TOKENS, useTokens } from "../asking";
import { ListPart } from "@/ui/ListPart";
import { NewTokenDialog } from "./NewTokenDialog";

interface Shown {
  owner: string;
  /** Whose they are, where they are somebody else's. */
  forUser?: string;
}

export function TokensPart({ owner, forUser }: Shown): ReactNode {
  const { t, i18n } = useTranslation("accounts");
  const { person } = useSession();
  const mayManage = useMay("account.manage") || owner === person?.id;
  const [opened, { open, close }] = useDisclosure(false);
  const [made, show] = useState<string | null>(null);
  const asked = useTokens(owner);
  function says(token: Token): string {
    return [
      token.last_used_at ? t("tokens.used", { time: clock(token.last_used_at, i18n.language) }) : t("tokens.unused"),
      token.expires_at ? t("tokens.until", { time: clock(token.expires_at, i18n.language) }) : t("tokens.for_ever"),
      token.verbs === null ? t("tokens.everything") : t("tokens.only", { verbs: token.verbs.map((verb) => t(`verb.${verb}`)).join(", ") }),
    ].join(" · ");
  }
  return (
    <ListPart
      title={t("tokens")}
      act={
        mayManage && (
          <Button size="compact-md" onClick={open}>
            {t("tokens.new")}
          </Button>
        )
      }
      asked={asked}
      none={
        <Text size="sm" c="dimmed">
          {t("tokens.none")}
        </Text>
      }
      row={(token) => (
        <>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {token.name}
          </Text>
          <Text size="xs" c="dimmed">
            {says(token)}
          </Text>
        </>
      )}
      acts={
        mayManage
          ? (token) => (
              <ConfirmButton
                label={t("tokens.revoke")}
                title={t("tokens.revoke_named", { name: token.name })}
                says={t("tokens.revoke.says")}
                act={() => said(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token: token.id } } }))}
                refresh={[TOKENS]}
              />
            )
          : undefined
      }
    >
      {opened && <NewTokenDialog {...(forUser ? { forUser } : {})} onClose={close} onMade={show} />}
      <ShownOnce title={t("tokens.made")} says={t("tokens.made.says")} secret={made} onKept={() => show(null)} />
    </ListPart>
  );
}
