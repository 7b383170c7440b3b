/** How old what is on the page is; said loudly once it is stale. */
import { Badge, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAge } from "./live";

export function DataAge({ at, failing, live }: { at: number; failing: boolean; live: boolean }): ReactNode {
  const { t } = useTranslation("executions");
  const { seconds, stale } = useAge(at);
  if (stale || (failing && seconds > 3)) {
    return (
      <Badge color="yellow" variant="filled" c="black" size="lg" tt="none">
        {t("age.stale", { count: seconds })}
      </Badge>
    );
  }
  return (
    <Text size="xs" c="dimmed">
      {[live && t("age.live"), t("age.fresh", { count: seconds })].filter(Boolean).join(", ")}
    </Text>
  );
}
