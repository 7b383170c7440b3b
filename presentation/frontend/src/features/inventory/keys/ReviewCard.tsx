/** What a host showed against what is known of it, and the two answers; both take a reason. */
import { Alert, Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { ProblemNote } from "@/ui/Problem";
import { clock } from "@/ui/times";
import { type Decision, decide, KEY } from "./asking";
import { HostKey } from "./HostKey";

interface Review {
  id: string;
  host: string;
  verdict: string;
  known: string[];
  seen: string[];
  seen_at: string;
  seen_by: { name: string };
}

const MOST_REASON = 1_000;

export function ReviewCard({ review }: { review: Review }): ReactNode {
  const { t, i18n } = useTranslation("inventory");
  const mayEdit = useMay("inventory.edit");
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const deciding = useMutation({
    mutationFn: (decision: Decision) => decide(review.id, decision, reason.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const ready = reason.trim() !== "" && !deciding.isPending;
  return (
    <Paper component="section" withBorder p="md" bg="var(--noc-surface)" aria-label={review.host}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {review.host}
        </Title>
        {review.verdict === "changed" ? (
          <Alert color="red" variant="light" title={t("keys.changed")}>
            {t("keys.changed.text")}
          </Alert>
        ) : (
          <Text size="sm">{t("keys.unknown")}</Text>
        )}
        {review.known.length > 0 && <Keys title={t("keys.known")} lines={review.known} />}
        <Keys title={t("keys.seen")} lines={review.seen} />
        <Text size="sm" c="dimmed">
          {t("seen_by", { name: review.seen_by.name, time: clock(review.seen_at, i18n.language) })}
        </Text>
        {mayEdit && (
          <Stack gap="sm" maw={560}>
            <TextInput
              label={t("keys.reason")}
              description={t("keys.reason.why")}
              required
              maxLength={MOST_REASON}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <ProblemNote error={deciding.error} />
            <Group>
              <Button disabled={!ready} onClick={() => deciding.mutate("accept")}>
                {t("keys.accept")}
              </Button>
              <Button variant="default" disabled={!ready} onClick={() => deciding.mutate("refuse")}>
                {t("keys.refuse")}
              </Button>
            </Group>
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}

function Keys({ title, lines }: { title: string; lines: readonly string[] }): ReactNode {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {lines.map((line) => (
        <HostKey key={line} line={line} />
      ))}
    </div>
  );
}
