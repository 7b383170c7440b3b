/** What a schedule hears: from whom, with what proof, by which queue, and what becomes of an item that fails. */
import { Checkbox, Group, NumberInput, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Change, type Chosen, PROOFS, SOURCES } from "../order";

const MOST_TRIES = 100;
const MOST_MINUTES = 7 * 24 * 60;

export function MessageFields({ chosen, change }: { chosen: Chosen; change: Change }): ReactNode {
  const { t } = useTranslation("schedules");
  const { kind, source, proof, senders, queue, broker, tries, rest } = chosen;
  return (
    <>
      {kind === "webhook" && (
        <>
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
          <TagsInput
            label={t("senders")}
            description={t("senders.help")}
            value={senders}
            onChange={(networks) => change({ senders: networks })}
          />
        </>
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
      <Group grow align="flex-start">
        <NumberInput
          label={t("tries")}
          description={t("tries.help")}
          min={0}
          max={MOST_TRIES}
          allowDecimal={false}
          value={tries}
          onChange={(value) => change({ tries: Number(value) })}
        />
        <NumberInput
          label={t("rest")}
          description={t("rest.help")}
          min={0}
          max={MOST_MINUTES}
          allowDecimal={false}
          disabled={tries === 0}
          value={rest}
          onChange={(value) => change({ rest: Number(value) })}
        />
      </Group>
    </>
  );
}
