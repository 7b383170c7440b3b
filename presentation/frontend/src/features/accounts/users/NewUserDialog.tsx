/** Make somebody: a person with a first password, or a service account that has tokens only. */
import { SegmentedControl, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { USERS } from "../asking";
import { NewPasswordField } from "../NewPasswordField";

const KINDS = ["person", "service"] as const;
type Kind = (typeof KINDS)[number];
const EMPTY: { name: string; kind: Kind; password: string } = { name: "", kind: "person", password: "" };

export function NewUserDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const { t } = useTranslation("accounts");
  const router = useRouter();
  const queries = useQueryClient();
  const [wanted, want] = useState(EMPTY);
  const person = wanted.kind === "person";
  const making = useMutation({
    mutationFn: () =>
      said(
        api.POST("/api/v1/users", {
          body: { name: wanted.name.trim(), kind: wanted.kind, ...(person ? { password: wanted.password } : {}) },
        }),
      ),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: USERS });
      await router.navigate({ to: "/users/$name", params: { name: made.name } } as never);
    },
  });
  function change(part: Partial<typeof EMPTY>): void {
    want({ ...wanted, ...part });
    making.reset();
  }
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t("users.new")}
      send={t("users.make")}
      sending={making}
      onSend={() => making.mutate()}
      unready={wanted.name.trim() === "" || (person && wanted.password === "")}
    >
      <SegmentedControl
        aria-label={t("kind")}
        value={wanted.kind}
        onChange={(kind) => change({ kind: kind as Kind })}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <Text size="sm" c="dimmed">
        {t(`kind.${wanted.kind}.text`)}
      </Text>
      <TextInput
        label={t("name")}
        required
        data-autofocus
        autoComplete="off"
        maxLength={128}
        value={wanted.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {person && <NewPasswordField value={wanted.password} onChange={(password) => change({ password })} />}
    </FormDialog>
  );
}
