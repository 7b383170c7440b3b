/** Make a role, or give one other verbs: for everybody who has it, at once. */
import { Checkbox, SimpleGrid, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { type Role, ROLES } from "../asking";
import { VERBS, withReading } from "../verbs";

export function RoleDialog({ role, onClose }: { role?: Role; onClose: () => void }): ReactNode {
  const { t } = useTranslation("accounts");
  const queries = useQueryClient();
  const [name, call] = useState(role?.name ?? "");
  const [verbs, allow] = useState<string[]>(role?.verbs ?? []);
  const making = useMutation({
    mutationFn: () => said(api.PUT("/api/v1/roles/{name}", { params: { path: { name: name.trim() } }, body: { verbs } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROLES });
      onClose();
    },
  });
  return (
    <FormDialog
      opened
      size="lg"
      onClose={onClose}
      title={role ? t("roles.edit_named", { name: role.name }) : t("roles.new")}
      send={t("roles.save")}
      sending={making}
      onSend={() => making.mutate()}
      unready={name.trim() === "" || verbs.length === 0}
    >
      {role === undefined && (
        <TextInput
          label={t("name")}
          description={t("roles.name.help")}
          required
          data-autofocus
          autoComplete="off"
          maxLength={64}
          value={name}
          onChange={(event) => call(event.currentTarget.value)}
        />
      )}
      <Checkbox.Group label={t("roles.verbs")} required value={verbs} onChange={(chosen) => allow(withReading(chosen))}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={6}>
          {VERBS.map((verb) => (
            <Checkbox key={verb} value={verb} label={t(`verb.${verb}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </FormDialog>
  );
}
