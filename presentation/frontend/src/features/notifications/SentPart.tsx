/** Messages, the newest first: what became of each, every try, and sending one again. */
import { Button, Code, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { type Notification, SENT, type Status, useSent } from "./asking";

const ALL = "all";
const SHOWN = [ALL, "queued", "undeliverable"] as const;

export function SentPart(): ReactNode {
  const { t } = useTranslation("notifications");
  const [shown, show] = useState<string>(ALL);
  const asked = useSent(shown === ALL ? null : (shown as Status));
  const items = asked.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Part
      title={t("sent")}
      act={
        <SegmentedControl
          size="xs"
          aria-label={t("sent.which")}
          value={shown}
          onChange={show}
          data={SHOWN.map((value) => ({ value, label: t(`sent.${value}`) }))}
        />
      }
    >
      <ProblemNote error={asked.error} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data && items.length === 0 && <Text c="dimmed">{t("sent.none")}</Text>}
      <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {items.map((each) => (
          <OneSent key={each.id} sent={each} />
        ))}
      </Stack>
      {asked.hasNextPage && (
        <Button mt="md" size="compact-md" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t("sent.more")}
        </Button>
      )}
    </Part>
  );
}

function OneSent({ sent }: { sent: Notification }): ReactNode {
  const { t, i18n } = useTranslation("notifications");
  const mayManage = useMay("notification.manage");
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () =>
      said(api.POST("/api/v1/notifications/{notification}/send-again", { params: { path: { notification: sent.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SENT }),
  });
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Text fw={600} size="sm" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          {sent.subject}
        </Text>
        <StatusBadge state={sent.status} />
      </Group>
      <Text size="sm" c="dimmed">
        {[sent.channel, sent.destination, sent.recipient, clock(sent.at, i18n.language)].filter(Boolean).join(" · ")}
      </Text>
      {sent.reason && <Text size="sm">{sent.reason}</Text>}
      <details>
        <summary>{t("sent.tries", { count: sent.deliveries.length })}</summary>
        <Code block mt={4} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {sent.message}
        </Code>
        {sent.deliveries.map(({ number, at, succeeded, answer }) => (
          <Group key={number} gap="xs" wrap="nowrap" align="flex-start" mt={4}>
            <StatusBadge state={succeeded ? "delivered" : "failed"} size="xs" />
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {clock(at, i18n.language)} {answer}
            </Text>
          </Group>
        ))}
        {mayManage && (
          <Button mt="xs" size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t("sent.again")}
          </Button>
        )}
        <ProblemNote error={again.error} />
      </details>
    </li>
  );
}
