/** The lines of a log: only those in sight are drawn, coloured as the host did, harmless whatever it wrote. */
import { Button, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands } from "@/ui/commands";
import { ProblemNote } from "@/ui/Problem";
import { linesOf } from "../model/lines";
import { blocksAt, chunkAt, type LinePlace, type Log, marked as markedIn, placeText, rowOf } from "../model/log";
import "../walk/output.css";
import "./log.css";
import { useText } from "./useLog";

const LINE_PX = 24; // as high as a place to click has to be
const NEAR_PX = 30;

interface Shown {
  execution: string;
  log: Log;
  wanted: string;
  marked: LinePlace | undefined;
  follows: boolean;
  onLine: (line: string) => void;
}

export function LogLines({ execution, log, wanted, marked, follows, onLine }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(follows && marked === undefined);
  const shown = marked === undefined ? undefined : rowOf(log, marked);
  const rows = useVirtualizer({
    count: log.rows,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 30,
    initialOffset: LINE_PX * (shown ?? (atEnd ? log.rows : 0)), // so that no text is asked for that is not looked at
  });
  useEffect(() => {
    if (shown !== undefined) rows.scrollToIndex(shown, { align: "center" });
  }, [shown, rows]);
  useEffect(() => {
    if (atEnd && follows && log.rows > 0) rows.scrollToIndex(log.rows - 1);
  }, [atEnd, follows, log.rows, rows]);

  useCommands(follows ? [{ key: "l", title: "executions:log.live", act: () => setAtEnd(true) }] : []);

  const seen = rows.getVirtualItems();
  const [top, bottom] = [seen.at(0)?.index, seen.at(-1)?.index];
  const { text, failed, again } = useText(execution, top === undefined || bottom === undefined ? [] : blocksAt(log, top, bottom));

  // The one that Tab comes to must be there: lines out of sight are not.
  const stop = seen.some(({ index }) => index === shown) ? shown : rows.range?.startIndex;
  if (log.rows === 0) return <Text c="dimmed">{t("log.nothing")}</Text>;
  return (
    <div className="noc-log-room">
      <ProblemNote error={failed} again={again} />
      <div
        ref={box}
        className="noc-output noc-log"
        tabIndex={0}
        role="group"
        aria-label={t("output")}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_PX)
        }
      >
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {seen.map((row) => {
            const chunk = chunkAt(log, row.index);
            if (chunk === undefined) return null;
            const { id, host, node, number } = chunk;
            const place = row.index - chunk.start;
            const lines = text.get(id);
            const line = linesOf(lines?.[place] ?? "")[0];
            const link = placeText({ host, number, line: place + 1 });
            return (
              <div
                key={row.key}
                className="noc-output-line"
                data-marked={row.index === shown}
                style={{ height: LINE_PX, transform: `translateY(${row.start}px)` }}
              >
                <span className="noc-log-place">
                  <span className="noc-log-host" title={`${host} · ${node}`}>
                    {host}
                  </span>
                  <button type="button" className="noc-log-number" tabIndex={row.index === stop ? 0 : -1} aria-label={t("log.link", { host, line: place + 1 })} onClick={() => onLine(link)} onKeyDown={goBeside}>
                    {place + 1}
                  </button>
                </span>
                <bdi>
                  {lines === undefined && <span className="noc-log-cut">…</span>}
                  {line?.pieces.map((piece, at) => (
                    <span key={at} className={piece.looks}>
                      {markedIn(piece.text, wanted).map((part, nth) => (part.hit ? <mark key={nth}>{part.text}</mark> : part.text))}
                    </span>
                  ))}
                </bdi>
                {line !== undefined && line.cut > 0 && <span className="noc-log-cut"> {t("output.cut", { count: line.cut })}</span>}
              </div>
            );
          })}
        </div>
      </div>
      {!atEnd && follows && (
        <Button className="noc-log-live" size="compact-sm" onClick={() => setAtEnd(true)}>
          {t("log.live")}
        </Button>
      )}
    </div>
  );
}

/** One number is a stop for the Tab key; the arrows lead from it to the numbers above and below. */
function goBeside(event: KeyboardEvent<HTMLButtonElement>): void {
  const row = event.currentTarget.closest(".noc-output-line");
  const beside = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (beside == null) return;
  event.preventDefault();
  beside.querySelector("button")?.focus();
}
