/** What a user was granted: a role, and what it reaches. */
import { Alert, Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { clock } from "@/ui/times";
import { type Grant, grantsKey, useGrants, type User } from "../asking";
import { ListPart } from "@/ui/ListPart";
import { GrantDialog } from "./GrantDialog";

export function GrantsPart({ user }: { user: User }): ReactNode {
  const { t, i18n } = useTranslation("accounts");
  const mayManage = useMay("account.manage");
  const [opened, { open, close }] = useDisclosure(false);
  const asked = useGrants(user.name);
  function reach({ scope }: Grant): string {
    return scope ? t(`scope.on_${scope.kind}`, { name: scope.name }) : t("scope.on_everything");
  }
  return (
    <ListPart
      title={t("grants")}
      act={
        mayManage && (
          <Button size="compact-md" onClick={open}>
            {t("grants.new")}
          </Button>
        )
      }
      asked={asked}
      none={
        <Alert color="yellow" variant="light" p="sm">
          {t("grants.none", { name: user.name })}
        </Alert>
      }
      row={(grant) => (
        <>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <b>{grant.role}</b> {reach(grant)}
          </Text>
          <Text size="xs" c="dimmed">
            {t("made_by", { name: grant.granted_by.name, time: clock(grant.granted_at, i18n.language) })}
          </Text>
        </>
      )}
      acts={
        mayManage
          ? (grant) => (
              <ConfirmButton
                label={t("grants.withdraw")}
                title={t("grants.withdraw_named", { role: grant.role, reach: reach(grant) })}
                says={t("grants.withdraw.says", { name: user.name })}
                act={() =>
                  said(
                    api.DELETE("/api/v1/users/{user}/grants/{grant}", {
                      params: { path: { user: user.id, grant: grant.id } },
                    }),
                  )
                }
                refresh={[grantsKey(user.name)]}
              />
            )
          : undefined
      }
    >
      {opened && <GrantDialog user={user} onClose={close} />}
    </ListPart>
  );
}
