/** Hosts × steps: only the rows in sight are drawn, so that 2,000 hosts are as quick as six. */
import { Group, SegmentedControl, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchIcon } from "@/ui/icons";
import { StateShape } from "@/ui/StateShape";
import { BAD, LOOKS, OVER } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { useStateWord } from "@/ui/stateWord";
import type { Matrix, MatrixHost } from "../model/shapes";
import { stateOf } from "../model/traffic";
import "./matrix.css";

const ROW_PX = 30;
const WHICH = ["all", "troubled", "walking"] as const;
type Which = (typeof WHICH)[number];

function belongs(host: MatrixHost, which: Which): boolean {
  const word = host.outcome_word ?? host.status;
  if (which === "troubled") return BAD.has(word);
  return which === "all" || !OVER.has(host.status);
}

interface Shown {
  matrix: Matrix;
  onHost: (host: string) => void;
  onNode: (node: string) => void;
}

export function MatrixView({ matrix, onHost, onNode }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const word = useStateWord();
  const [which, choose] = useState<Which>("all");
  const [wanted, want] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const hosts = useMemo(
    () => matrix.hosts.filter((host) => belongs(host, which) && host.name.includes(wanted.trim())),
    [matrix.hosts, which, wanted],
  );
  const rows = useVirtualizer({
    count: hosts.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const used = new Set(matrix.hosts.flatMap((host) => Object.values(host.cells).map(stateOf)));
  const columns = `var(--noc-hosts) var(--noc-states) repeat(${matrix.nodes.length}, minmax(34px, 1fr))`;
  return (
    <>
      <Group gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t("which")}
          value={which}
          onChange={(next) => choose(next as Which)}
          data={WHICH.map((each) => ({
            value: each,
            label: `${t(`which.${each}`)} (${matrix.hosts.filter((host) => belongs(host, each)).length})`,
          }))}
        />
        <TextInput
          size="xs"
          data-search
          aria-label={t("find_host")}
          placeholder={t("find_host")}
          leftSection={<SearchIcon size={13} />}
          value={wanted}
          onChange={(event) => want(event.currentTarget.value)}
        />
      </Group>
      <div
        ref={box}
        className="noc-matrix"
        role="grid"
        aria-label={t("view.matrix")}
        aria-rowcount={hosts.length + 1}
        aria-colcount={matrix.nodes.length + 2}
        tabIndex={0}
      >
        <div className="noc-matrix-head" role="row" style={{ gridTemplateColumns: columns }}>
          <span role="columnheader">{t("host")}</span>
          <span role="columnheader">{t("status")}</span>
          {matrix.nodes.map((node) => (
            <span role="columnheader" key={node.id}>
              <UnstyledButton className="noc-matrix-step" title={node.title} onClick={() => onNode(node.id)}>
                {node.title}
              </UnstyledButton>
            </span>
          ))}
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((row) => {
            const host = hosts[row.index] as MatrixHost;
            return (
              <div
                key={host.name}
                role="row"
                aria-rowindex={row.index + 2}
                className="noc-matrix-row"
                style={{ gridTemplateColumns: columns, height: ROW_PX, transform: `translateY(${row.start}px)` }}
              >
                <span role="rowheader">
                  <UnstyledButton className="noc-matrix-host" onClick={() => onHost(host.name)}>
                    {host.name}
                  </UnstyledButton>
                </span>
                <span role="gridcell">
                  <StatusBadge state={host.outcome_word ?? host.status} size="xs" />
                </span>
                {matrix.nodes.map((node) => {
                  const cell = host.cells[node.id];
                  if (!cell) return <span role="gridcell" key={node.id} className="noc-matrix-none" />;
                  const state = stateOf(cell);
                  const words = `${word(state)}${cell.visits > 1 ? ` ×${cell.visits}` : ""}`;
                  return (
                    <span role="gridcell" key={node.id} title={`${host.name} · ${node.title}: ${words}`}>
                      <StateShape state={state in LOOKS ? state : cell.status} />
                      {cell.visits > 1 && <small>{cell.visits}</small>}
                      <span className="noc-unseen">{words}</span>
                    </span>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      {hosts.length === 0 && <Text c="dimmed">{t("no_host")}</Text>}
      <Group gap="md" aria-label={t("legend")} role="group">
        {Object.keys(LOOKS).filter((state) => used.has(state)).map((state) => (
          <StatusBadge key={state} state={state} size="xs" />
        ))}
      </Group>
    </>
  );
}
