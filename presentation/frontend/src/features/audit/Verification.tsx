/** Whether the chain is whole: each entry seals the one before, and signed checkpoints say how far it had come. */
import { Button, Code, Group, List, Paper, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ProblemNote } from "@/ui/Problem";
import { StateShape } from "@/ui/StateShape";

export function Verification(): ReactNode {
  const { t } = useTranslation("audit");
  const verifying = useMutation({ mutationFn: () => said(api.GET("/api/v1/audit/verification")) });
  const found = verifying.data;
  return (
    <Paper component="section" withBorder p="sm" mb="md" bg="var(--noc-surface)" aria-label={t("chain")}>
      <Group justify="space-between">
        <Group gap="xs" role="status" style={{ minWidth: 0, flex: "1 1 260px" }}>
          {found ? (
            <>
              <StateShape state={found.whole ? "succeeded" : "failed"} size={18} />
              <Text size="sm" fw={600} c={found.whole ? "var(--noc-good-text)" : "var(--noc-bad-text)"}>
                {t(found.whole ? "chain.whole" : "chain.broken", { count: found.entries })}
              </Text>
              <Text size="sm" c="dimmed">
                {t("chain.against", { count: found.checkpoints })}
              </Text>
            </>
          ) : (
            <Text size="sm">{t("chain.text")}</Text>
          )}
        </Group>
        <Button size="compact-md" variant="default" loading={verifying.isPending} onClick={() => verifying.mutate()}>
          {t("chain.verify")}
        </Button>
      </Group>
      <ProblemNote error={verifying.error} />
      {found && found.findings.length > 0 && (
        <List size="sm" mt="xs">
          {found.findings.map((each) => (
            <List.Item key={`${each.seq} ${each.code}`}>
              {t("number", { number: each.seq })}: {each.message} <Code>{each.code}</Code>
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
