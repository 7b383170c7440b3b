/** The second factor: turned on by showing that the authenticator app works; recovery codes are shown once. */
import { Button, Code, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { ShownOnce } from "@/ui/ShownOnce";
import { StatusBadge } from "@/ui/StatusBadge";
import { QrCode } from "./QrCode";

const KEY = ["second-factor"];

export function SecondFactorPart(): ReactNode {
  const { t } = useTranslation("accounts");
  const [recovery, show] = useState<string | null>(null);
  const asked = useQuery({ queryKey: KEY, queryFn: () => said(api.GET("/api/v1/session/second-factor")) });
  return (
    <Part title={t("factor")} act={asked.data && <StatusBadge state={asked.data.on ? "active" : "deactivated"} />}>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data?.on && <Text size="sm">{t("factor.own_on", { count: asked.data.recovery_codes_left })}</Text>}
      {asked.data?.on === false && <TurnOn onCodes={(codes) => show(codes.join("\n"))} />}
      <ShownOnce title={t("recovery")} says={t("recovery.says")} secret={recovery} onKept={() => show(null)} />
    </Part>
  );
}

function TurnOn({ onCodes }: { onCodes: (codes: string[]) => void }): ReactNode {
  const { t } = useTranslation("accounts");
  const queries = useQueryClient();
  const [code, write] = useState("");
  const enrolling = useMutation({ mutationFn: () => said(api.POST("/api/v1/session/second-factor")) });
  const confirming = useMutation({
    mutationFn: () => said(api.POST("/api/v1/session/second-factor/confirm", { body: { code: code.trim() } })),
    onSuccess: async ({ recovery_codes }) => {
      onCodes(recovery_codes);
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  if (enrolling.data === undefined) {
    return (
      <Stack align="flex-start">
        <Text size="sm">{t("factor.own_off")}</Text>
        <ProblemNote error={enrolling.error} />
        <Button loading={enrolling.isPending} onClick={() => enrolling.mutate()}>
          {t("factor.turn_on")}
        </Button>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirming.mutate();
      }}
    >
      <Group align="flex-start" gap="lg">
        <QrCode text={enrolling.data.uri} label={t("factor.qr")} />
        <Stack flex="1 1 240px">
          <Text size="sm">{t("factor.scan")}</Text>
          <Code data-testid="totp-secret" style={{ overflowWrap: "anywhere" }}>
            {enrolling.data.secret}
          </Code>
          <TextInput
            label={t("factor.code")}
            required
            autoFocus
            autoComplete="one-time-code"
            inputMode="numeric"
            maw={200}
            value={code}
            onChange={(event) => write(event.currentTarget.value)}
          />
          <ProblemNote error={confirming.error} />
          <Button type="submit" loading={confirming.isPending} disabled={code.trim() === ""} style={{ alignSelf: "flex-start" }}>
            {t("factor.confirm")}
          </Button>
        </Stack>
      </Group>
    </form>
  );
}
