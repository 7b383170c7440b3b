/** Roles: named sets of what is allowed; the built-in ones stay, others are made here. */
import { Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { type Role, ROLES, useRoles } from "../asking";
import { RoleDialog } from "./RoleDialog";

export default function RolesPage(): ReactNode {
  const { t } = useTranslation("accounts");
  const mayManage = useMay("account.manage");
  const [open, show] = useState<Role | "new" | null>(null);
  const asked = useRoles();
  return (
    <>
      <PageHead title={t("roles")} below={<Anchor to="/users">{t("users.all")}</Anchor>}>
        {mayManage && <Button onClick={() => show("new")}>{t("roles.new")}</Button>}
      </PageHead>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      <Stack maw={860}>
        {asked.data?.map((role) => (
          <Part
            key={role.name}
            title={role.name}
            act={
              role.built_in ? (
                <Badge variant="outline" color="gray" tt="none" c="var(--noc-plain-text)">
                  {t("roles.built_in")}
                </Badge>
              ) : (
                mayManage && (
                  <Group gap="xs">
                    <Button size="compact-sm" variant="default" aria-label={t("roles.edit_named", { name: role.name })} onClick={() => show(role)}>
                      {t("roles.edit")}
                    </Button>
                    <ConfirmButton
                      label={t("roles.delete")}
                      title={t("roles.delete_named", { name: role.name })}
                      says={t("roles.delete.says")}
                      act={() => said(api.DELETE("/api/v1/roles/{name}", { params: { path: { name: role.name } } }))}
                      refresh={[ROLES]}
                    />
                  </Group>
                )
              )
            }
          >
            <Text size="sm">{role.verbs.map((verb) => t(`verb.${verb}`)).join(" · ")}</Text>
          </Part>
        ))}
      </Stack>
      {open !== null && <RoleDialog {...(open === "new" ? {} : { role: open })} onClose={() => show(null)} />}
    </>
  );
}
