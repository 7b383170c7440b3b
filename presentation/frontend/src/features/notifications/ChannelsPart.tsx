/** Channels: the ways to people that the server's channels file names, each of which can be tried. */
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { SENT, useChannels } from "./asking";

export function ChannelsPart(): ReactNode {
  const { t } = useTranslation("notifications");
  const mayManage = useMay("notification.manage");
  const queries = useQueryClient();
  const asked = useChannels();
  const trying = useMutation({
    mutationFn: (name: string) => said(api.POST("/api/v1/channels/{name}/test", { params: { path: { name } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SENT }),
  });
  return (
    <Part title={t("channels")}>
      <ProblemNote error={asked.error ?? trying.error} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data?.length === 0 && <Text c="dimmed">{t("channels.none")}</Text>}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {asked.data?.map(({ name, kind }) => (
          <Group key={name} component="li" justify="space-between" gap="xs">
            <Text style={{ overflowWrap: "anywhere" }}>
              <b>{name}</b> {kind}
            </Text>
            {mayManage && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("channels.test_named", { name })}
                loading={trying.isPending && trying.variables === name}
                onClick={() => trying.mutate(name)}
              >
                {t("channels.test")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Part>
  );
}
