/** What a user was granted: a role, and what it reaches. */
import { Alert, Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { clock } from "@/ui/times";
import { type Grant, grantsKey, useGrants, type User } from "../asking";
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
    <Part
      title={t("grants")}
      act={
        mayManage && (
          <Button size="compact-md" onClick={open}>
            {t("grants.new")}
          </Button>
        )
      }
    >
      <ProblemNote error={asked.error} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data?.length === 0 && (
        <Alert color="yellow" variant="light" p="sm">
          {t("grants.none", { name: user.name })}
        </Alert>
      )}
      {asked.data !== undefined && asked.data.length > 0 && (
        <Table verticalSpacing="xs" aria-label={t("grants")}>
          <Table.Tbody>
            {asked.data.map((grant) => (
              <Table.Tr key={grant.id}>
                <Table.Td>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    <b>{grant.role}</b> {reach(grant)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {t("made_by", { name: grant.granted_by.name, time: clock(grant.granted_at, i18n.language) })}
                  </Text>
                </Table.Td>
                {mayManage && (
                  <Table.Td>
                    <Group justify="flex-end">
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
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {opened && <GrantDialog user={user} onClose={close} />}
    </Part>
  );
}
