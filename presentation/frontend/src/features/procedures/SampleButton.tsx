/** Publishes the sample procedure, so that the first thing to run is one click away. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ProblemNote } from "@/ui/Problem";
import { SAMPLE } from "./sample";

export function SampleButton(): ReactNode {
  const { t } = useTranslation("procedures");
  const queries = useQueryClient();
  const publishing = useMutation({
    mutationFn: () =>
      said(
        api.PUT("/api/v1/procedures/{name}", {
          params: { path: { name: SAMPLE.name } },
          body: { text: SAMPLE.text },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["procedures"] }),
  });
  return (
    <Stack>
      <Button loading={publishing.isPending} onClick={() => publishing.mutate()}>
        {t("empty.action")}
      </Button>
      <ProblemNote error={publishing.error} />
    </Stack>
  );
}
