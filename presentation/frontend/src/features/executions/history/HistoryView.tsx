/** The last executions of a procedure as columns, its steps as rows: a cell says what became of the step there. */
import { Group, Select, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { ProblemNote } from "@/ui/Problem";
import { StateShape } from "@/ui/StateShape";
import { useStateWord } from "@/ui/stateWord";
import { clock } from "@/ui/times";
import { useSentence } from "@/ui/useSentence";
import { historyOf } from "../model/history";
import { useHistory } from "./useHistory";
import "../matrix/matrix.css";
import "./history.css";

const COUNTS = ["5", "10", "20"];
export const USUAL = 10;
export const MOST = 20;

interface Shown {
  procedure: string;
  /** How many executions, as the address says. */
  count: number;
  onCount: (count: number) => void;
}

export function HistoryView({ procedure, count, onCount }: Shown): ReactNode {
  const { t, i18n } = useTranslation("executions");
  const word = useStateWord();
  const sentence = useSentence();
  const { runs, matrices, error, pending } = useHistory(procedure, count);
  const { steps, columns } = historyOf(matrices);
  if (pending) return <Skeleton h={360} />;
  return (
    <>
      <ProblemNote error={error} />
      <Group>
        <Select size="xs" label={t("history.count")} allowDeselect={false} data={COUNTS} value={String(count)} onChange={(value) => onCount(Number(value))} />
      </Group>
      <div className="noc-matrix" role="region" aria-label={t("view.history")} tabIndex={0}>
        <table className="noc-history">
          <thead>
            <tr>
              <th scope="col">{t("log.step")}</th>
              {runs.map((run) => (
                <th scope="col" key={run.id} title={`${sentence(run)} · ${clock(run.created_at, i18n.language)}`}>
                  <Anchor to="/executions/$execution" params={{ execution: String(run.number) }} size="xs">
                    {`#${run.number}`}
                  </Anchor>
                  <StateShape state={run.status} size={13} />
                  <span className="noc-unseen">{word(run.status)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.id}>
                <th scope="row">{step.title}</th>
                {runs.map((run, place) => {
                  const standing = columns[place]?.get(step.id);
                  if (standing === undefined) return <td key={run.id} />;
                  const said = t("history.cell", { state: word(standing.state), hosts: standing.hosts, all: standing.all });
                  return (
                    <td key={run.id} title={said}>
                      <Anchor to="/executions/$execution" params={{ execution: String(run.number) }} search={{ node: step.id }} aria-label={said}>
                        <StateShape state={standing.state} />
                        {standing.hosts < standing.all && <small>{standing.hosts}</small>}
                      </Anchor>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {runs.length === 0 && <Text c="dimmed">{t("empty.title")}</Text>}
    </>
  );
}
