/** Name and password, and the second factor where the server asks for one. */
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { Problem } from "@/api/problem";
import { session, useSession } from "@/api/session";
import { ProblemNote } from "@/ui/Problem";
import { SecretInput } from "@/ui/SecretInput";

const NEEDS_CODE = "login.code_needed";

export function LoginForm({ note }: { note?: string }): ReactNode {
  const { t } = useTranslation("session");
  const { person } = useSession();
  const form = useForm({ initialValues: { name: person?.name ?? "", password: "", code: "" } });
  const login = useMutation({
    mutationFn: ({ name, password, code }: typeof form.values) =>
      said(api.POST("/api/v1/session", { body: { name, password, ...(code ? { code } : {}) } })),
    onSuccess: session.began,
  });
  const wantsCode = login.error instanceof Problem && login.error.code === NEEDS_CODE;
  const asksCode = wantsCode || form.values.code !== "";
  return (
    <form onSubmit={form.onSubmit((values) => login.mutate(values))}>
      <Stack>
        {note && <Text size="sm">{note}</Text>}
        <TextInput
          label={t("name")}
          autoComplete="username"
          required
          data-autofocus
          autoFocus={!note}
          {...form.getInputProps("name")}
        />
        <SecretInput label={t("password")} autoComplete="current-password" required {...form.getInputProps("password")} />
        {asksCode && (
          <TextInput
            label={t("code")}
            description={t("code.help")}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            autoFocus
            {...form.getInputProps("code")}
          />
        )}
        {!wantsCode && <ProblemNote error={login.error} />}
        <Button type="submit" loading={login.isPending}>
          {t("login.button")}
        </Button>
      </Stack>
    </form>
  );
}
