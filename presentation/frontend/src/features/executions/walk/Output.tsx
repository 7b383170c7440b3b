/** A step's output: virtualised lines with their numbers, coloured as the host did, harmless whatever it wrote. */
import { Button, CopyButton, Group, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { linesOf } from "../model/lines";
import "./output.css";

const LINE_PX = 19;
const MOST_PX = 340;

interface Shown {
  text: string;
  open: boolean;
  onToggle: () => void;
}

export function Output({ text, open, onToggle }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const lines = useMemo(() => (open ? linesOf(text) : []), [text, open]);
  return (
    <div>
      <Group gap="xs">
        <Button size="compact-xs" variant="subtle" onClick={onToggle} aria-expanded={open}>
          {open ? t("output.hide") : t("output.show")}
        </Button>
        {open && (
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="subtle" onClick={copy}>
                {copied ? t("output.copied") : t("output.copy")}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
      {open && <Lines lines={lines} />}
    </div>
  );
}

function Lines({ lines }: { lines: ReturnType<typeof linesOf> }): ReactNode {
  const { t } = useTranslation("executions");
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  return (
    <div
      ref={box}
      className="noc-output"
      tabIndex={0}
      role="group"
      aria-label={t("output")}
      style={{ height: Math.min(MOST_PX, lines.length * LINE_PX + 14) }}
    >
      <div style={{ height: rows.getTotalSize(), position: "relative" }}>
        {rows.getVirtualItems().map((row) => {
          const line = lines[row.index];
          return (
            <div key={row.key} className="noc-output-line" style={{ height: LINE_PX, transform: `translateY(${row.start}px)` }}>
              <span className="noc-output-number" aria-hidden="true">
                {row.index + 1}
              </span>
              <bdi>
                {line?.pieces.map((piece, place) => (
                  <span key={place} className={piece.looks}>
                    {piece.text}
                  </span>
                ))}
              </bdi>
              {line !== undefined && line.cut > 0 && (
                <Text span size="xs" c="dimmed">
                  {t("output.cut", { count: line.cut })}
                </Text>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
