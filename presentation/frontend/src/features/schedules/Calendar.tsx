/** What runs by itself, day by day. */
import { Group, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { Part } from "@/ui/Part";
import { hourAndMinute } from "@/ui/times";
import { type Dated, days } from "./calendar";

export function Calendar({ schedules }: { schedules: readonly Dated[] }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const day = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("calendar.says", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {days(schedules).map(({ midnight, fires }) => (
          <Part key={midnight} title={day.format(midnight)}>
            {fires.map(({ at, id, name, procedure }) => (
              <Group key={`${at} ${id}`} gap="xs" wrap="nowrap" align="baseline">
                <Text size="sm" ff="monospace">
                  {hourAndMinute(at, i18n.language)}
                </Text>
                <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere", minWidth: 0 }}>
                  <b>{name}</b>{" "}
                  <Anchor size="sm" to="/procedures/$name" params={{ name: procedure }}>
                    {procedure}
                  </Anchor>
                </Text>
              </Group>
            ))}
          </Part>
        ))}
      </SimpleGrid>
    </>
  );
}
