/** A schedule that waits for messages: what it was sent, what that asked for, and what came of it. */
import { Button, Code, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";
import { triggerText } from "../order";
import { useDeliveries, useItems, useSchedule } from "./asking";
import { ChangeIntake } from "./ChangeIntake";
import { NewSecret } from "./NewSecret";
import { WaitAgain } from "./WaitAgain";

/** As which state each end of an item is drawn. */
const SHAPES: Readonly<Record<string, string>> = { waiting: "waiting", started: "succeeded", left_out: "skipped", refused: "refused", parked: "failed" };

export default function MessagesPage(): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const { schedule: id = "" } = useParams({ strict: false }) as { schedule?: string };
  const mayEdit = useMay("schedule.edit");
  const { data: schedule, error } = useSchedule(id);
  const below = <Anchor to="/schedules">{t("all")}</Anchor>;
  if (schedule === undefined) {
    return (
      <>
        <PageHead title={t("messages")} below={below} />
        {error ? <ProblemNote error={error} /> : <Skeleton h={240} />}
      </>
    );
  }
  return (
    <>
      <PageHead title={schedule.name} below={below}>
        {mayEdit && <ChangeIntake schedule={id} name={schedule.name} trigger={schedule.trigger} />}
        {mayEdit && schedule.trigger.kind === "webhook" && <NewSecret schedule={id} name={schedule.name} />}
      </PageHead>
      <Stack maw={960}>
        <Group gap="xs">
          <Text size="sm">{t(`kind.${String(schedule.trigger.kind)}`)}</Text>
          <Code>{triggerText(schedule.trigger, i18n.language)}</Code>
        </Group>
        {mayEdit && <Deliveries schedule={id} />}
        <Items schedule={id} />
      </Stack>
    </>
  );
}

function Deliveries({ schedule }: { schedule: string }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const asked = useDeliveries(schedule, true);
  const { data } = asked;
  return (
    <Part title={t("messages")}>
      <ProblemNote error={asked.error} />
      {asked.isPending && <Skeleton h={60} />}
      {data && <Text size="sm">{t("messages.counts", { accepted: data.accepted, doubled: data.doubled, refused: data.refused })}</Text>}
      {data?.last_refusal && (
        <Text size="sm" c="var(--noc-bad-text)">
          {t("messages.last_refusal", { reason: data.last_refusal })}
        </Text>
      )}
      {data?.items.length === 0 && <Text c="dimmed">{t("messages.none")}</Text>}
      {data?.items.map((each) => (
        <details key={each.id}>
          <summary>
            {clock(each.received_at, i18n.language)}: {each.problem ?? t("messages.asked_for", { count: each.items })}
          </summary>
          <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: 320, overflow: "auto" }} tabIndex={0}>
            {each.body ?? each.message}
          </Code>
        </details>
      ))}
    </Part>
  );
}

function Items({ schedule }: { schedule: string }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const mayEdit = useMay("schedule.edit");
  const asked = useItems(schedule);
  const items = asked.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <Part title={t("items")}>
      <ProblemNote error={asked.error} />
      {asked.isPending && <Skeleton h={60} />}
      {asked.data && items.length === 0 && <Text c="dimmed">{t("items.none")}</Text>}
      {items.length > 0 && (
        <Table verticalSpacing="xs" aria-label={t("items")}>
          <Table.Tbody>
            {items.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td visibleFrom="sm">{clock(each.received_at, i18n.language)}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  {each.host ?? "–"}
                  {each.reason && (
                    <Text size="xs" c="dimmed">
                      {each.reason}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <StateShape state={SHAPES[each.status] ?? "passed"} size={15} />
                    <Text size="sm">{t(`item.${each.status}`)}</Text>
                  </Group>
                  {mayEdit && each.status === "parked" && <WaitAgain schedule={schedule} item={each.id} />}
                </Table.Td>
                <Table.Td>
                  {each.execution_number !== null && (
                    <Anchor to="/executions/$execution" params={{ execution: String(each.execution_number) }}>
                      {`#${each.execution_number}`}
                    </Anchor>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {asked.hasNextPage && (
        <Button mt="sm" size="compact-md" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t("items.more")}
        </Button>
      )}
    </Part>
  );
}
