/** Two texts as one, line by line: what went by `−`, what came by `+`, the rest where it is near. */
import { ScrollArea } from "@mantine/core";
import { diffLines } from "diff";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "./diff.css";

const NEAR = 3;

interface Row {
  readonly sign: "+" | "−" | " " | "…";
  readonly text: string;
}

export function TextDiff({ before, after }: { before: string; after: string }): ReactNode {
  const { t } = useTranslation("editor");
  const rows = useMemo(() => rowsOf(before, after), [before, after]);
  return (
    <ScrollArea.Autosize
      mah="50vh"
      type="auto"
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": t("diff") }}
    >
      <pre className="diff">
        {rows.map((row, place) => (
          <div
            key={place}
            className={row.sign === "+" ? "diff-added" : row.sign === "−" ? "diff-removed" : ""}
          >
            {row.sign} {row.text}
          </div>
        ))}
      </pre>
    </ScrollArea.Autosize>
  );
}

function rowsOf(before: string, after: string): Row[] {
  const parts = diffLines(before, after);
  return parts.flatMap((part, place): Row[] => {
    const lines = part.value.replace(/\n$/, "").split("\n");
    if (part.added) return lines.map((text) => ({ sign: "+", text }));
    if (part.removed) return lines.map((text) => ({ sign: "−", text }));
    const head = place === 0 ? 0 : NEAR;
    const tail = place === parts.length - 1 ? 0 : NEAR;
    const same = (some: string[]) => some.map((text): Row => ({ sign: " ", text }));
    if (lines.length <= head + tail + 1) return same(lines);
    return [...same(lines.slice(0, head)), { sign: "…", text: "" }, ...same(tail ? lines.slice(-tail) : [])];
  });
}
