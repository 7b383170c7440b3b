/** Who is told what, by which way, and what became of each message. */
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageHead } from "@/ui/PageHead";
import { ChannelsPart } from "./ChannelsPart";
import { DestinationsPart } from "./DestinationsPart";
import { SentPart } from "./SentPart";

export default function NotificationsPage(): ReactNode {
  const { t } = useTranslation("notifications");
  return (
    <>
      <PageHead title={t("title")} below={t("text")} />
      <Stack maw={960}>
        <DestinationsPart />
        <ChannelsPart />
        <SentPart />
      </Stack>
    </>
  );
}
