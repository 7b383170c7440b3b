/** Destinations: what each is told, where, and when it is left in peace. */
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { type Destination, DESTINATIONS, useDestinations } from "./asking";
import { DestinationDialog } from "./DestinationDialog";

export function DestinationsPart(): ReactNode {
  const { t } = useTranslation("notifications");
  const mayManage = useMay("notification.manage");
  const [open, show] = useState<Destination | "new" | null>(null);
  const asked = useDestinations();
  function says({ tell, severity, procedures, quiet, digest_seconds }: Destination): string {
    return [
      t("tells", { occasions: (tell ?? []).map((each) => t(`occasion.${each}`)).join(", ") }),
      severity && severity !== "info" && t(`from.${severity}`),
      procedures && procedures.length > 0 && t("only", { procedures: procedures.join(", ") }),
      quiet && t("quiet.says", { from: quiet.from, to: quiet.to, zone: quiet.time_zone }),
      digest_seconds && t("digest.says", { count: Math.round(digest_seconds / 60) }),
    ]
      .filter(Boolean)
      .join(" · ");
  }
  return (
    <Part
      title={t("destinations")}
      act={
        mayManage && (
          <Button size="compact-md" onClick={() => show("new")}>
            {t("destinations.new")}
          </Button>
        )
      }
    >
      <ProblemNote error={asked.error} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data?.items.length === 0 && <Text c="dimmed">{t("destinations.none")}</Text>}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {asked.data?.items.map((each) => (
          <Group key={each.name} component="li" justify="space-between" gap="xs">
            <div style={{ minWidth: 0, flex: "1 1 260px" }}>
              <Text fw={600} style={{ overflowWrap: "anywhere" }}>
                {t("to", { name: each.name, channel: each.channel })}
              </Text>
              <Text size="sm" c="dimmed">
                {says(each)}
              </Text>
            </div>
            {mayManage && (
              <Group gap="xs">
                <Button size="compact-sm" variant="default" aria-label={t("edit_named", { name: each.name })} onClick={() => show(each)}>
                  {t("edit")}
                </Button>
                <ConfirmButton
                  label={t("delete")}
                  title={t("delete_named", { name: each.name })}
                  says={t("delete.says")}
                  act={() => said(api.DELETE("/api/v1/destinations/{name}", { params: { path: { name: each.name } } }))}
                  refresh={[DESTINATIONS]}
                />
              </Group>
            )}
          </Group>
        ))}
      </Stack>
      {open !== null && <DestinationDialog {...(open === "new" ? {} : { there: open })} onClose={() => show(null)} />}
    </Part>
  );
}
