/** The sheet before a run: exactly which hosts, with what, and what will happen to them. */
import { Alert, Button, Grid, Group, MultiSelect, Paper, ScrollArea, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, idempotencyKey, said } from "@/api/client";
import type { components } from "@/api/schema";
import { useGroups } from "@/api/groups";
import { type DryRun, DryRunFields, NO_DRY_RUN } from "@/ui/DryRunFields";
import { RunsIcon } from "@/ui/icons";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { isChosen, type Target, useHosts, usePreview, useVersion } from "./asking";
import { ParameterField } from "./ParameterField";
import { beginning, type Parameters, paramsOf, type Typed } from "./params";
import { Steps } from "./Steps";
import { stepsOf } from "./steps";

const MOST_NAMED = 300;

type Execution = components["schemas"]["Execution"];

interface Before {
  target: Target;
  params: Readonly<Record<string, unknown>>;
  dry: DryRun;
}

export default function RunPage(): ReactNode {
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const { again } = useSearch({ strict: false }) as { again?: string | number };
  const procedure = useQuery({
    queryKey: ["procedure", name],
    queryFn: () => said(api.GET("/api/v1/procedures/{name}", { params: { path: { name } } })),
  });
  const version = useVersion(name, procedure.data?.version);
  const earlier = useQuery({
    queryKey: ["execution", String(again)],
    queryFn: () =>
      said(api.GET("/api/v1/executions/{execution}", { params: { path: { execution: String(again) } } })),
    enabled: again !== undefined,
  });
  const error = procedure.error ?? version.error ?? earlier.error;
  if (error) return <ProblemNote error={error} />;
  if (!version.data || (again !== undefined && !earlier.data)) return <Skeleton h={320} />;
  const before = earlier.data && beforeOf(earlier.data);
  return (
    <Sheet
      key={`${name} ${String(again)}`}
      name={name}
      title={procedure.data?.title || name}
      number={version.data.number}
      canonical={version.data.canonical}
      parameters={version.data.parameters as Parameters}
      {...(before ? { before } : {})}
    />
  );
}

function beforeOf({ target, params, check_mode, diff }: Execution): Before {
  const dry = { check_mode: check_mode ?? false, diff: diff ?? false };
  return { target: target as unknown as Target, params, dry };
}

interface Shown {
  name: string;
  title: string;
  number: number;
  canonical: unknown;
  parameters: Parameters;
  before?: Before;
}

function Sheet({ name, title, number, canonical, parameters, before }: Shown): ReactNode {
  const { t } = useTranslation("procedures");
  const navigate = useNavigate();
  const key = useRef(idempotencyKey());
  const [target, aim] = useState<Target>(before?.target ?? { groups: [], hosts: [] });
  const [typed, type] = useState<Typed>(() => beginning(parameters, before?.params ?? {}));
  const [dry, setDry] = useState<DryRun>(before?.dry ?? NO_DRY_RUN);
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 200);
  const groups = useGroups();
  const hosts = useHosts(settled);
  const preview = usePreview(name, target);
  const chosen = isChosen(target);
  const alone = target.without_hosts === true;
  const walkers = chosen ? (preview.data?.hosts ?? []) : [];
  const { params, wrong } = paramsOf(parameters, typed);
  const steps = stepsOf(canonical);
  const starting = useMutation({
    mutationFn: () =>
      said(
        api.POST("/api/v1/executions", {
          body: { procedure: name, version: number, target, params, ...dry },
          headers: { "Idempotency-Key": key.current },
        }),
      ),
    onSuccess: (run) => void navigate({ to: `/executions/${run.number}` as never }),
    onError: () => {
      key.current = idempotencyKey();
    },
  });
  const [some, none] = dry.check_mode ? (["sheet.check", "sheet.check_alone"] as const) : (["sheet.run", "sheet.run_alone"] as const);
  const label = alone ? t(none) : walkers.length === 0 ? t("sheet.run_none") : t(some, { count: walkers.length });
  const changing = steps.filter((step) => step.changes).length;
  const asking = steps.filter((step) => step.asksPeople).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        starting.mutate();
      }}
    >
      <PageHead title={t("sheet.title", { title })} below={`${name} · ${t("version", { version: number })}`} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Paper withBorder p="md" bg="var(--noc-surface)">
              <Title order={2} size="h4" mb="xs">
                {t("sheet.where")}
              </Title>
              <Stack gap="sm">
                <Switch
                  label={t("sheet.without_hosts")}
                  checked={alone}
                  onChange={(event) => aim({ groups: [], hosts: [], ...(event.currentTarget.checked && { without_hosts: true }) })}
                />
                {!alone && (
                  <>
                    <MultiSelect
                      label={t("sheet.groups")}
                      placeholder={target.groups.length === 0 ? t("sheet.groups.choose") : ""}
                      searchable
                      clearable
                      data={(groups.data?.items ?? []).map((group) => ({
                        value: group.name,
                        label: `${group.name} (${group.hosts})`,
                      }))}
                      value={target.groups}
                      onChange={(names) => aim({ ...target, groups: names })}
                    />
                    <MultiSelect
                      label={t("sheet.hosts")}
                      placeholder={target.hosts.length === 0 ? t("sheet.hosts.choose") : ""}
                      searchable
                      clearable
                      searchValue={search}
                      onSearchChange={setSearch}
                      data={[...new Set([...target.hosts, ...(hosts.data?.items ?? []).map((host) => host.name)])]}
                      value={target.hosts}
                      onChange={(names) => aim({ ...target, hosts: names })}
                    />
                  </>
                )}
              </Stack>
            </Paper>
            {Object.keys(parameters).length > 0 && (
              <Paper withBorder p="md" bg="var(--noc-surface)">
                <Title order={2} size="h4" mb="xs">
                  {t("sheet.with")}
                </Title>
                <Stack gap="sm">
                  {Object.entries(parameters).map(([each, schema]) => (
                    <ParameterField
                      key={each}
                      name={each}
                      schema={schema}
                      value={typed[each] ?? ""}
                      before={before?.params[each]}
                      wrong={wrong.includes(each)}
                      onChange={(value) => type({ ...typed, [each]: value })}
                    />
                  ))}
                </Stack>
              </Paper>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Paper withBorder p="md" bg="var(--noc-surface)" aria-live="polite">
              <Title order={2} size="h4" mb="xs">
                {alone ? t("sheet.who_alone") : chosen && preview.data ? t("sheet.who", { count: walkers.length }) : t("sheet.who_none")}
              </Title>
              {!chosen && <Text c="dimmed">{t("sheet.nobody")}</Text>}
              {chosen && <ProblemNote error={preview.error} />}
              <ScrollArea.Autosize mah={210} type="auto">
                <Group gap="4px 14px" component="ul" m={0} p={0} aria-label={t("sheet.who_list")}>
                  {walkers.slice(0, MOST_NAMED).map((host) => (
                    <Text component="li" size="sm" key={host.name} title={host.address} style={{ listStyle: "none" }}>
                      {host.name}
                    </Text>
                  ))}
                  {walkers.length > MOST_NAMED && (
                    <Text component="li" size="sm" c="dimmed" style={{ listStyle: "none" }}>
                      {t("sheet.more", { count: walkers.length - MOST_NAMED })}
                    </Text>
                  )}
                </Group>
              </ScrollArea.Autosize>
            </Paper>
            <Paper withBorder p="md" bg="var(--noc-surface)">
              <Title order={2} size="h4" mb="xs">
                {t("sheet.what")}
              </Title>
              <Text size="sm" mb="xs">
                {changing > 0 ? t("sheet.changes", { count: changing }) : t("sheet.only_looks")}
                {asking > 0 && ` ${t("sheet.asks", { count: asking })}`}
              </Text>
              <Steps steps={steps} />
            </Paper>
            <DryRunFields value={dry} onChange={setDry} />
            {wrong.length > 0 && <Alert color="red">{t("sheet.wrong", { names: wrong.join(", ") })}</Alert>}
            <ProblemNote error={starting.error} />
            <Button
              type="submit"
              size="md"
              leftSection={<RunsIcon size={17} />}
              disabled={(walkers.length === 0 && !alone) || wrong.length > 0 || preview.isError || preview.isFetching}
              loading={starting.isPending}
            >
              {label}
            </Button>
          </Stack>
        </Grid.Col>
      </Grid>
    </form>
  );
}
