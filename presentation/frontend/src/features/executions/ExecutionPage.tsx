/** One execution: the sentence, what can be done, and the same fleet as flowchart, as matrix and as ways. */
import { Alert, Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { DataAge } from "@/ui/DataAge";
import { DryRunBadge } from "@/ui/DryRunBadge";
import { useCommands } from "@/ui/commands";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { OVER } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { between, clock } from "@/ui/times";
import { Acts } from "./acts/Acts";
import { useExecution, useFlowNodes, useMatrix } from "./live";
import { HistoryView, MOST, USUAL } from "./history/HistoryView";
import { LogView } from "./log/LogView";
import { MatrixView } from "./matrix/MatrixView";
import { WaysView } from "./matrix/WaysView";
import { nextTroubled, stepBeside } from "./model/traffic";
import { useStream } from "./stream";
import { useOther } from "./useOther";
import { NodePanel } from "./walk/NodePanel";
import { TimelineView } from "./timeline/TimelineView";
import { useNarrow } from "@/ui/narrow";
import { useSaid } from "@/ui/useSaid";
import { useSentence } from "@/ui/useSentence";
import { ViewChoice } from "@/ui/ViewChoice";
import { WalkPanel } from "./walk/WalkPanel";

const ChartView = lazy(() => import("./chart/ChartView"));
const StepList = lazy(async () => ({ default: (await import("./chart/StepList")).StepList }));
const VIEWS = ["chart", "matrix", "ways", "timeline", "log", "history"] as const;
type View = (typeof VIEWS)[number];

/** What the page shows stands in its address, so that it can be sent to somebody. */
interface Shown {
  view?: View;
  host?: string | undefined;
  node?: string | undefined;
  /** Of which step and which host the output is shown, and the line somebody points to. */
  step?: string | undefined;
  of?: string | undefined;
  line?: string | undefined;
  /** How many executions the history shows. */
  runs?: number | undefined;
}

export default function ExecutionPage(): ReactNode {
  const { t, i18n } = useTranslation("executions");
  const { execution = "" } = useParams({ strict: false }) as { execution?: string };
  const search = useSearch({ strict: false }) as Shown;
  const navigate = useNavigate();
  const show = useCallback(
    (change: Shown) => void navigate({ to: ".", search: ((before: Shown) => ({ ...before, ...change })) as never }),
    [navigate],
  );
  const openHost = useCallback((host: string) => show({ host, node: undefined }), [show]);
  const openNode = useCallback((node: string) => show({ node, host: undefined }), [show]);
  const close = useCallback(() => show({ host: undefined, node: undefined }), [show]);

  const sentence = useSentence();
  const worded = useSaid();
  const live = useStream(execution);
  const asked = useExecution(execution, live);
  const run = asked.data;
  const over = OVER.has(run?.status ?? "");
  const picture = useMatrix(execution, over, live);
  const procedure = run?.procedure as { name: string; version: number } | undefined;
  const flow = useFlowNodes(procedure?.name, procedure?.version);
  const view = search.view ?? "chart";
  const narrow = useNarrow();
  const toOther = useOther(() => run);
  useCommands([
    ...toOther,
    ...(view === "log" ? [] : [{ key: "l", title: "executions:key.output", act: () => show({ view: "log", line: undefined }) }]),
    { key: "f", title: "executions:key.trouble", act: openTroubled },
    { key: "[", title: "executions:key.before", act: () => openStep(-1) },
    { key: "]", title: "executions:key.next", act: () => openStep(1) },
  ]);

  function openTroubled(): void {
    const next = picture.data && nextTroubled(picture.data, search.host);
    if (next !== undefined) openHost(next);
  }
  function openStep(by: number): void {
    const next = picture.data && stepBeside(picture.data, view === "log" ? search.step : search.node, by);
    if (next === undefined) return;
    if (view === "log") show({ step: next, line: undefined });
    else openNode(next);
  }

  if (run === undefined || procedure === undefined) {
    return asked.error ? (
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
    ) : (
      <Skeleton h={320} aria-label={t("loading")} />
    );
  }
  const { data: matrix } = picture;
  return (
    <>
      <PageHead
        title={`#${run.number} ${procedure.name}`}
        beside={
          <Group gap="xs">
            <StatusBadge state={run.status} size="md" />
            <DryRunBadge of={run} />
          </Group>
        }
        below={
          <Group gap="0 12px">
            <Anchor to="/procedures/$name" params={{ name: procedure.name }} size="sm">
              {t("version", { version: procedure.version })}
            </Anchor>
            <span>{t("started_by", { name: run.actor.name, at: clock(run.started_at ?? run.created_at, i18n.language) })}</span>
            {run.started_at && <span>{between(run.started_at, run.finished_at)}</span>}
            <DataAge at={asked.dataUpdatedAt} failing={asked.isError} live={live} />
          </Group>
        }
      >
        <Acts run={run} over={over} nodes={flow.data ?? {}} />
      </PageHead>
      <Stack gap="sm">
        <Text size="lg" fw={600} aria-live="polite" data-testid="sentence">
          {sentence(run)}
        </Text>
        {run.held && <Alert color="yellow" title={t("held")}>{worded(run.held_said, run.held)}</Alert>}
        {run.paused != null && <Alert color="blue" title={t("paused")}>{pauseWords(run.paused)}</Alert>}
        {typeof run.waiting_for === "string" && !over && <Alert color="blue" title={t("waits")}>{worded(run.waiting_said, run.waiting_for)}</Alert>}
        <Group justify="space-between">
          <ViewChoice
            label={t("view")}
            value={view}
            onChange={(next) => show({ view: next as View })}
            data={VIEWS.map((each) => ({ value: each, label: t(`view.${each}`) }))}
          />
          <Group gap="md">
            {Object.entries(run.counts as Record<string, number>).map(([state, count]) => (
              <StatusBadge key={state} state={state} count={count} />
            ))}
          </Group>
        </Group>
        <ProblemNote error={picture.error ?? flow.error} again={() => void picture.refetch()} />
        {matrix === undefined && <Skeleton h={360} />}
        {matrix !== undefined && view === "chart" && flow.data && (
          <Suspense fallback={<Skeleton h={360} />}>
            {narrow ? (
              <StepList nodes={flow.data} matrix={matrix} onNode={openNode} />
            ) : (
              <ChartView nodes={flow.data} matrix={matrix} onNode={openNode} />
            )}
          </Suspense>
        )}
        {matrix !== undefined && view === "matrix" && <MatrixView matrix={matrix} onHost={openHost} onNode={openNode} />}
        {matrix !== undefined && view === "timeline" && (
          <TimelineView
            execution={execution}
            matrix={matrix}
            quiet={over || live}
            from={run.started_at ?? run.created_at}
            to={run.finished_at ?? null}
            onHost={openHost}
          />
        )}
        {view === "history" && (
          <HistoryView procedure={procedure.name} count={Math.min(MOST, Number(search.runs) || USUAL)} onCount={(runs) => show({ runs })} />
        )}
        {matrix !== undefined && view === "log" && (
          <LogView
            of={{ execution, node: search.step, host: search.of }}
            over={over}
            matrix={matrix}
            line={search.line}
            onLine={(line) => show({ line })}
            onOf={({ node, host }) => show({ step: node, of: host, line: undefined })}
          />
        )}
        {matrix !== undefined && view === "ways" && <WaysView matrix={matrix} onHost={openHost} />}
      </Stack>
      <Drawer
        opened={search.host !== undefined || search.node !== undefined}
        onClose={close}
        position="right"
        size="lg"
        title={search.host ?? search.node}
        closeButtonProps={{ "aria-label": t("close") }}
        styles={{ title: { fontWeight: 650, fontSize: "1.2rem" } }}
      >
        {search.host !== undefined && (
          <WalkPanel
            execution={execution}
            host={String(search.host)}
            quiet={over || live}
            nodes={flow.data ?? {}}
            onOutput={(of) => show({ view: "log", of, step: undefined, line: undefined, host: undefined })}
          />
        )}
        {search.node !== undefined && matrix !== undefined && (
          <NodePanel node={search.node} matrix={matrix} about={flow.data?.[search.node]}
            onHost={openHost}
            onOutput={(step) => show({ view: "log", step, of: undefined, line: undefined, node: undefined })}
          />
        )}
      </Drawer>
    </>
  );
}

function pauseWords(paused: unknown): string {
  const { by, reason } = paused as { by?: { name?: string } | string; reason?: string };
  const name = typeof by === "string" ? by : by?.name;
  return [name, reason].filter(Boolean).join(": ");
}
