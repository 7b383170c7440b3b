/** Since when a credential has its secret; one that is old is marked, by a shape and words. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";
import { daysSince, isOld } from "./age";

export function SecretAge({ since }: { since: string }): ReactNode {
  const { t, i18n } = useTranslation("credentials");
  const old = isOld(since);
  return (
    <Group gap={6} wrap="nowrap" title={clock(since, i18n.language)} component="span" display="inline-flex">
      {old && <StateShape state="changed" />}
      <Text span size="sm" c={old ? "var(--noc-changed-text)" : "inherit"}>
        {t(old ? "age.old" : "age", { count: daysSince(since) })}
      </Text>
    </Group>
  );
}
