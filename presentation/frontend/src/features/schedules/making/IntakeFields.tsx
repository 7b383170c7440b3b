/** From whom messages are taken, and how often what fails is tried again: what may change under way too. */
import { Group, NumberInput, TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Intake } from "../order";

const MOST_TRIES = 100;
const MOST_MINUTES = 7 * 24 * 60;

interface Shown {
  withSenders: boolean;
  chosen: Intake;
  change: (part: Partial<Intake>) => void;
}

export function IntakeFields({ withSenders, chosen, change }: Shown): ReactNode {
  const { t } = useTranslation("schedules");
  const { senders, tries, rest } = chosen;
  return (
    <>
      {withSenders && (
        <TagsInput
          label={t("senders")}
          description={t("senders.help")}
          value={senders}
          onChange={(networks) => change({ senders: networks })}
        />
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
