/** Make a schedule: what, where, when, and what if the run before still goes on. The server judges the whole. */
import { Button, Group, MultiSelect, NumberInput, Paper, SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, idempotencyKey, said } from "@/api/client";
import { useGroups } from "@/api/groups";
import { Anchor } from "@/ui/Anchor";
import { DryRunFields } from "@/ui/DryRunFields";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { KEY, useRunnable } from "./asking";
import { inWords } from "./inWords";
import { beginning, type Chosen, isComplete, orderOf, type Overlap, OVERLAPS } from "./order";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export default function NewSchedulePage(): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const router = useRouter();
  const queries = useQueryClient();
  const runnable = useRunnable();
  const groups = useGroups();
  const [chosen, choose] = useState(() => beginning(Intl.DateTimeFormat().resolvedOptions().timeZone));
  const [key, renew] = useState(idempotencyKey);
  const making = useMutation({
    mutationFn: () =>
      said(api.POST("/api/v1/schedules", { params: { header: { "Idempotency-Key": key } }, body: orderOf(chosen) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      await router.navigate({ to: "/schedules" as never });
    },
  });
  function change(part: Partial<Chosen>): void {
    choose({ ...chosen, ...part });
    renew(idempotencyKey());
    making.reset();
  }
  return (
    <>
      <PageHead title={t("new")} below={<Anchor to="/schedules">{t("all")}</Anchor>} />
      <Paper
        component="form"
        withBorder
        p="md"
        maw={640}
        bg="var(--noc-surface)"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete(chosen)) making.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={t("name")}
            required
            maxLength={128}
            value={chosen.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            label={t("procedure")}
            required
            searchable
            data={runnable.data ?? []}
            value={chosen.procedure || null}
            onChange={(procedure) => change({ procedure: procedure ?? "" })}
          />
          <MultiSelect
            label={t("groups")}
            description={t("groups.help")}
            searchable
            data={groups.data?.items.map((each) => each.name) ?? []}
            value={chosen.groups}
            onChange={(groups) => change({ groups })}
          />
          <TagsInput label={t("hosts")} description={t("hosts.help")} value={chosen.hosts} onChange={(hosts) => change({ hosts })} />
          <SegmentedControl
            aria-label={t("when")}
            value={chosen.kind}
            onChange={(kind) => change({ kind: kind as Chosen["kind"] })}
            data={[
              { value: "cron", label: t("kind.cron") },
              { value: "interval", label: t("kind.interval") },
              { value: "once", label: t("kind.once") },
            ]}
          />
          {chosen.kind === "cron" && (
            <>
              <TextInput
                label={t("expression")}
                description={t("expression.help")}
                required
                spellCheck={false}
                value={chosen.expression}
                onChange={(event) => change({ expression: event.currentTarget.value })}
              />
              <Text size="sm" role="status">
                {inWords(chosen.expression, i18n.language)}
              </Text>
              <Select
                label={t("time_zone")}
                required
                searchable
                allowDeselect={false}
                data={ZONES}
                value={chosen.timeZone}
                onChange={(zone) => zone && change({ timeZone: zone })}
              />
            </>
          )}
          {chosen.kind === "interval" && (
            <NumberInput
              label={t("minutes")}
              description={t("minutes.help")}
              required
              min={1}
              max={527_040}
              allowDecimal={false}
              value={chosen.minutes}
              onChange={(minutes) => change({ minutes: Number(minutes) })}
            />
          )}
          {chosen.kind === "once" && (
            <TextInput
              type="datetime-local"
              label={t("at")}
              required
              value={chosen.at}
              onChange={(event) => change({ at: event.currentTarget.value })}
            />
          )}
          <Select
            label={t("overlap")}
            allowDeselect={false}
            data={OVERLAPS.map((value) => ({ value, label: t(`overlap.${value}`) }))}
            value={chosen.overlap}
            onChange={(overlap) => overlap && change({ overlap: overlap as Overlap })}
          />
          <DryRunFields value={chosen.dry} onChange={(dry) => change({ dry })} />
          <ProblemNote error={making.error ?? runnable.error ?? groups.error} />
          <Group>
            <Button type="submit" loading={making.isPending} disabled={!isComplete(chosen)}>
              {t("make")}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
