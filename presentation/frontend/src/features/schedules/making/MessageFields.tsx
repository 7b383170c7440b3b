/** What a schedule hears: from what, with what proof, or by which queue. */
import { Checkbox, Select, SimpleGrid, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Change, type Chosen, PROOFS, SOURCES } from "../order";
import { IntakeFields } from "./IntakeFields";

export function MessageFields({ chosen, change }: { chosen: Chosen; change: Change }): ReactNode {
  const { t } = useTranslation("schedules");
  const { kind, source, proof, queue, broker } = chosen;
  return (
    <>
      {kind === "webhook" && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t("source")}
            allowDeselect={false}
            data={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
            value={source}
            onChange={(value) => change({ source: value as Chosen["source"] })}
          />
          <Select
            label={t("proof")}
            allowDeselect={false}
            data={PROOFS.map((value) => ({ value, label: t(`proof.${value}`) }))}
            value={proof}
            onChange={(value) => change({ proof: value as Chosen["proof"] })}
          />
        </SimpleGrid>
      )}
      {kind === "queue" && (
        <>
          <TextInput
            label={t("queue")}
            description={t("queue.help")}
            required
            spellCheck={false}
            maxLength={64}
            value={queue}
            onChange={(event) => change({ queue: event.currentTarget.value })}
          />
          <Checkbox label={t("broker")} checked={broker} onChange={(event) => change({ broker: event.currentTarget.checked })} />
        </>
      )}
      <IntakeFields withSenders={kind === "webhook"} chosen={chosen} change={change} />
    </>
  );
}
