/** When a schedule fires by the clock: again and again, every so often, or once. */
import { NumberInput, Select, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTimesInWords } from "../inWords";
import type { Change, Chosen } from "../order";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export function TimedFields({ chosen, change }: { chosen: Chosen; change: Change }): ReactNode {
  const inWords = useTimesInWords();
  const { t } = useTranslation("schedules");
  const { kind, expression, timeZone, minutes, at } = chosen;
  return (
    <>
      {kind === "cron" && (
        <>
          <TextInput
            label={t("expression")}
            description={t("expression.help")}
            required
            spellCheck={false}
            value={expression}
            onChange={(event) => change({ expression: event.currentTarget.value })}
          />
          <Text size="sm" role="status">
            {inWords(expression)}
          </Text>
          <Select
            label={t("time_zone")}
            required
            searchable
            allowDeselect={false}
            data={ZONES}
            value={timeZone}
            onChange={(zone) => zone && change({ timeZone: zone })}
          />
        </>
      )}
      {kind === "interval" && (
        <NumberInput
          label={t("minutes")}
          description={t("minutes.help")}
          required
          min={1}
          max={527_040}
          allowDecimal={false}
          value={minutes}
          onChange={(minutes) => change({ minutes: Number(minutes) })}
        />
      )}
      {kind === "once" && (
        <TextInput
          type="datetime-local"
          label={t("at")}
          required
          value={at}
          onChange={(event) => change({ at: event.currentTarget.value })}
        />
      )}
    </>
  );
}
