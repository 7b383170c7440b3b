/** Where one is logged in; what one does not know can be ended. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { clock } from "@/ui/times";
import { ListPart } from "@/ui/ListPart";

const KEY = ["sessions"];

export function SessionsPart(): ReactNode {
  const { t, i18n } = useTranslation("accounts");
  const asked = useQuery({ queryKey: KEY, queryFn: async () => (await said(api.GET("/api/v1/sessions"))).items });
  return (
    <ListPart
      title={t("sessions")}
      asked={asked}
      row={(each) => (
        <>
          <Text size="sm">{t("sessions.since", { time: clock(each.created_at, i18n.language) })}</Text>
          <Text size="xs" c="dimmed">
            {t("sessions.used", { time: clock(each.last_used_at, i18n.language) })}
          </Text>
        </>
      )}
      acts={(each) =>
        each.here ? (
          <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
            {t("sessions.here")}
          </Text>
        ) : (
          <ConfirmButton
            label={t("sessions.end")}
            title={t("sessions.end_named", { time: clock(each.created_at, i18n.language) })}
            says={t("sessions.end.says")}
            act={() => said(api.DELETE("/api/v1/sessions/{login_session}", { params: { path: { login_session: each.id } } }))}
            refresh={[KEY]}
          />
        )
      }
    />
  );
}
