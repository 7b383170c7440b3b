/** How old what is on the page is; said loudly once it is stale. */
import { Badge, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Longer ago than data of a page that is told or asks again should ever be. */
const STALE_MS = 10_000;
const FAILING_S = 3;

interface Shown {
  /** When it was heard of last, in milliseconds since 1970; 0 for never. */
  at: number;
  failing: boolean;
  /** Whether the server tells what happens by itself. */
  live?: boolean;
}

export function DataAge({ at, failing, live }: Shown): ReactNode {
  const { t } = useTranslation("ui");
  const { seconds, stale } = useAge(at);
  if (at === 0) return null;
  if (stale || (failing && seconds > FAILING_S)) {
    return (
      <Badge color="yellow" variant="filled" c="black" size="lg" tt="none" h="auto" py={2} styles={{ label: { whiteSpace: "normal" } }}>
        {t("age.stale", { count: seconds })}
      </Badge>
    );
  }
  return (
    <Text size="xs" c="dimmed" component="span">
      {[live && t("age.live"), t("age.fresh", { count: seconds })].filter(Boolean).join(", ")}
    </Text>
  );
}

/** Seconds since `at`, counted on; `stale` when it is longer ago than data of a page should ever be. */
function useAge(at: number): { seconds: number; stale: boolean } {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => tick(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const age = at === 0 ? 0 : Math.max(0, now - at);
  return { seconds: Math.round(age / 1_000), stale: age > STALE_MS };
}
