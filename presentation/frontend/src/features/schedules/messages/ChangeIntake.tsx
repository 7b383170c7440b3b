/** Change from whom a schedule takes messages, and how often what fails is tried again. */
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { IntakeFields } from "../making/IntakeFields";
import { intakeIn, intakeOf } from "../order";

interface Shown {
  schedule: string;
  name: string;
  trigger: Readonly<Record<string, unknown>>;
}

export function ChangeIntake({ schedule, name, trigger }: Shown): ReactNode {
  const { t } = useTranslation("schedules");
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const [chosen, choose] = useState(() => intakeIn(trigger));
  const withSenders = trigger.kind === "webhook";
  const changing = useMutation({
    mutationFn: () => {
      const { senders, retry } = intakeOf(chosen);
      const body = { senders: withSenders ? senders : null, retry };
      return said(api.PUT("/api/v1/schedules/{schedule}/intake", { params: { path: { schedule } }, body }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["schedule", schedule] });
      close();
    },
  });
  function begin(): void {
    choose(intakeIn(trigger));
    changing.reset();
    open();
  }
  return (
    <>
      <Button variant="default" onClick={begin}>
        {t("intake")}
      </Button>
      <FormDialog
        opened={opened}
        onClose={close}
        title={t("intake.named", { name })}
        send={t("intake.save")}
        sending={changing}
        onSend={() => changing.mutate()}
      >
        <Text size="sm">{t("intake.says")}</Text>
        <IntakeFields withSenders={withSenders} chosen={chosen} change={(part) => choose({ ...chosen, ...part })} />
      </FormDialog>
    </>
  );
}
