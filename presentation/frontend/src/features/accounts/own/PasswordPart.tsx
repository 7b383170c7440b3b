/** Change one's own password; all sessions end by it, this one too. */
import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { session } from "@/api/session";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { SecretInput } from "@/ui/SecretInput";

export function PasswordPart(): ReactNode {
  const { t } = useTranslation("accounts");
  const form = useForm({
    initialValues: { password: "", fresh: "", again: "" },
    validate: { again: (value, all) => (value === all.fresh ? null : t("password.differ")) },
  });
  const changing = useMutation({
    mutationFn: ({ password, fresh }: typeof form.values) =>
      said(api.PUT("/api/v1/session/password", { body: { password, new_password: fresh } })),
    onSuccess: () => {
      form.reset();
      session.ended();
    },
  });
  return (
    <Part title={t("password")}>
      <form onSubmit={form.onSubmit((values) => changing.mutate(values))}>
        <Stack maw={420}>
          <Text size="sm" c="dimmed">
            {t("password.ends")}
          </Text>
          <SecretInput label={t("password.present")} required autoComplete="current-password" {...form.getInputProps("password")} />
          <SecretInput
            label={t("password.new")}
            description={t("password.help")}
            required
            autoComplete="new-password"
            {...form.getInputProps("fresh")}
          />
          <SecretInput label={t("password.again")} required autoComplete="new-password" {...form.getInputProps("again")} />
          <ProblemNote error={changing.error} />
          <Button type="submit" loading={changing.isPending} style={{ alignSelf: "flex-start" }}>
            {t("password.change")}
          </Button>
        </Stack>
      </form>
    </Part>
  );
}
