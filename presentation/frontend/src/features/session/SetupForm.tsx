/** The first visit: whoever can read the server's console makes the first administrator. */
import { Button, Code, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { session } from "@/api/session";
import { ProblemNote } from "@/ui/Problem";

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
  const eye = { "aria-label": t("password.show"), "aria-hidden": false };
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
        <PasswordInput
          label={t("password")}
          description={t("setup.password")}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={eye}
          {...form.getInputProps("password")}
        />
        <PasswordInput
          label={t("setup.again")}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={eye}
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
