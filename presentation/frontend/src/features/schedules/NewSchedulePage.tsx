/** Make a schedule: what, where, when, and what if the run before still goes on. The server judges the whole. */
import { Button, Group, Input, MultiSelect, Paper, Select, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
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
import { ViewChoice } from "@/ui/ViewChoice";
import { KEY, useRunnable } from "./asking";
import { beginning, type Chosen, isComplete, KINDS, orderOf, type Overlap, overlapsOf, TIMED } from "./order";
import { MessageFields } from "./making/MessageFields";
import { TimedFields } from "./making/TimedFields";

export default function NewSchedulePage(): ReactNode {
  const { t } = useTranslation("schedules");
  const router = useRouter();
  const queries = useQueryClient();
  const runnable = useRunnable();
  const groups = useGroups();
  const [chosen, choose] = useState(() => beginning(Intl.DateTimeFormat().resolvedOptions().timeZone));
  const [key, renew] = useState(idempotencyKey);
  const order = orderOf(chosen);
  const making = useMutation({
    mutationFn: () =>
      said(api.POST("/api/v1/schedules", { params: { header: { "Idempotency-Key": key } }, body: order })),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: KEY });
      // A webhook is of no use without its secret; that is made where it shows what it was sent.
      await router.navigate({ to: chosen.kind === "webhook" ? `/schedules/${id}/messages` : "/schedules" } as never);
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
          <Switch
            label={t("without_hosts")}
            description={t("without_hosts.help")}
            checked={chosen.withoutHosts}
            onChange={(event) => change({ withoutHosts: event.currentTarget.checked })}
          />
          {!chosen.withoutHosts && (
            <>
              <MultiSelect
                label={t("groups")}
                description={t("groups.help")}
                searchable
                data={groups.data?.items.map((each) => each.name) ?? []}
                value={chosen.groups}
                onChange={(groups) => change({ groups })}
              />
              <TagsInput label={t("hosts")} description={t("hosts.help")} value={chosen.hosts} onChange={(hosts) => change({ hosts })} />
            </>
          )}
          <Input.Wrapper label={t("when")} labelElement="div" styles={{ label: { display: "block" } }}>
            <ViewChoice
              label={t("when")}
              value={chosen.kind}
              onChange={(kind) => change({ kind: kind as Chosen["kind"] })}
              data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
          </Input.Wrapper>
          {TIMED.has(chosen.kind) ? <TimedFields chosen={chosen} change={change} /> : <MessageFields chosen={chosen} change={change} />}
          <Select
            label={t("overlap")}
            allowDeselect={false}
            data={overlapsOf(chosen.kind).map((value) => ({ value, label: t(`overlap.${value}`) }))}
            value={order.overlap}
            onChange={(overlap) => overlap && change({ overlap: overlap as Overlap })}
          />
          {TIMED.has(chosen.kind) && <DryRunFields value={chosen.dry} onChange={(dry) => change({ dry })} />}
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
