/** What can be done with an account: off and on, another password, and asking for no code any more. */
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormDialog } from "@/ui/FormDialog";
import { USERS, type User } from "../asking";
import { NewPasswordField } from "../NewPasswordField";

export function UserActs({ user }: { user: User }): ReactNode {
  const { t } = useTranslation("accounts");
  const path = { user: user.id };
  const turn = user.active ? "deactivate" : "activate";
  return (
    <>
      {user.kind === "person" && <OtherPassword user={user} />}
      {user.second_factor && (
        <ConfirmButton
          label={t("factor.reset")}
          title={t("factor.reset_named", { name: user.name })}
          says={t("factor.reset.says")}
          act={() => said(api.DELETE("/api/v1/users/{user}/second-factor", { params: { path } }))}
          refresh={[USERS]}
        />
      )}
      <ConfirmButton
        label={t(`turn.${turn}`)}
        title={t(`turn_named.${turn}`, { name: user.name })}
        says={t(`turn_says.${turn}`)}
        act={() => said(api.PUT("/api/v1/users/{user}/active", { params: { path }, body: { active: !user.active } }))}
        refresh={[USERS]}
      />
    </>
  );
}

function OtherPassword({ user }: { user: User }): ReactNode {
  const { t } = useTranslation("accounts");
  const [opened, { open, close }] = useDisclosure(false);
  const [password, write] = useState("");
  const title = t("password.other_named", { name: user.name });
  const setting = useMutation({
    mutationFn: () => said(api.PUT("/api/v1/users/{user}/password", { params: { path: { user: user.id } }, body: { password } })),
    onSuccess: () => {
      write("");
      close();
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" aria-label={title} onClick={open}>
        {t("password.other")}
      </Button>
      <FormDialog
        opened={opened}
        onClose={close}
        title={title}
        send={t("password.set")}
        sending={setting}
        onSend={() => setting.mutate()}
        unready={password === ""}
      >
        <Text size="sm">{t("password.other.says")}</Text>
        <NewPasswordField value={password} onChange={write} />
      </FormDialog>
    </>
  );
}
