/** Let a parked item wait again, to be tried as often as at first. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ProblemNote } from "@/ui/Problem";

export function WaitAgain({ schedule, item }: { schedule: string; item: string }): ReactNode {
  const { t } = useTranslation("schedules");
  const queries = useQueryClient();
  const waiting = useMutation({
    mutationFn: () => said(api.POST("/api/v1/schedules/{schedule}/items/again", { params: { path: { schedule } }, body: { items: [item] } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["schedule", schedule] }),
  });
  return (
    <>
      <Button size="compact-xs" variant="default" mt={4} loading={waiting.isPending} onClick={() => waiting.mutate()}>
        {t("item.again")}
      </Button>
      <ProblemNote error={waiting.error} />
    </>
  );
}
