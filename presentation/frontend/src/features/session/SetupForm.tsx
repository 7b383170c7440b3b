/** The first visit: whoever can read the server's console makes the first administrator. */
import { Button, Code, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { session } from "@/api/session";
import { ProblemNote } from "@/ui/Problem";
import { SecretInput } from "@/ui/SecretInput";

export function SetupForm(): ReactNode {
  const { t } = useTranslation("session");
  const form = useForm({
    initialValues: { code: "", name: "admin", password: "", again: "" },
    validate: { again: (value, all) => (value === all.password ? null : t("setup.differ")) },
  });
  const setup = useMutation({
    mutationFn: ({ code, name, password }: typeof form.values) =>
      said(api.POST("/api/v1/setup", { body: { code: code.trim(), name: name.trim(), password } })),
    onSuccess: session.began,
  });
  return (
    <form onSubmit={form.onSubmit((values) => setup.mutate(values))}>
      <Stack>
        <Text size="sm" c="dimmed">
          <Trans t={t} i18nKey="setup.text" components={{ code: <Code /> }} />
        </Text>
        <TextInput
          label={t("setup.code")}
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          {...form.getInputProps("code")}
        />
        <TextInput label={t("name")} autoComplete="username" required {...form.getInputProps("name")} />
        <SecretInput
          label={t("password")}
          description={t("setup.password")}
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
        <SecretInput
          label={t("setup.again")}
          autoComplete="new-password"
          required
          {...form.getInputProps("again")}
        />
        <ProblemNote error={setup.error} />
        <Button type="submit" loading={setup.isPending}>
          {t("setup.button")}
        </Button>
      </Stack>
    </form>
  );
}
