/** The flowchart as a tree of lines, equal to the picture: read by screen readers, edited by keys alone. */
import { useEffect, useMemo, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outline, type Line } from "../model/outline";
import { useEditor } from "../state/useEditing";
import type { Finding } from "../state/useQuestions";
import { useWords } from "../state/useWords";
import "./outline.css";

interface Shown {
  findings: readonly Finding[];
  /** How often a rehearsal came to each node. */
  visits: ReadonlyMap<string, number> | null;
  onAdd: (node: string) => void;
  onOpen: () => void;
}

export function Outline({ findings, visits, onAdd, onOpen }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, kinds, chosen, choose } = useEditor();
  const words = useWords();
  const lines = useMemo(() => outline(chart, kinds), [chart, kinds]);
  const tree = useRef<HTMLUListElement>(null);
  const at = Math.max(
    lines.findIndex((line) => !line.jump && line.node.id === chosen[0]),
    0,
  );
  const focused = useRef(false);
  useEffect(() => {
    if (focused.current) tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [at, lines]);

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = lines[at];
    const next = movedTo(lines, at, event.key);
    if (next !== null) {
      const target = lines[next];
      if (target) choose([target.node.id]);
    } else if (event.key === "Enter" && line) {
      choose([line.node.id]);
      onOpen();
    } else if ((event.key === "a" || event.key === "Insert") && line) {
      onAdd(line.node.id);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function lead({ lead: { word }, lead: said, arrow }: Line): string {
    if (word === "if" && "what" in said) {
      const what = arrow?.when ? said.what : words.outcome(said.what);
      return arrow?.when ? t("outline.if", { what }) : t("outline.outcome", { what });
    }
    return t(`outline.${word}`);
  }

  return (
    <div className="outline">
      <p className="outline-keys">{t("outline.keys")}</p>
      <ul
        ref={tree}
        role="tree"
        aria-label={t("outline")}
        onKeyDown={pressed}
        onFocus={({ currentTarget, target }) => {
          focused.current = true;
          // A dialog gives the focus back to the line it was opened from, which may be another than is chosen now.
          if (target.tabIndex !== 0) currentTarget.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
        }}
        onBlur={(event) => {
          focused.current = event.currentTarget.contains(event.relatedTarget);
        }}
      >
        {lines.map((line, place) => {
          const { node, level, jump } = line;
          const troubles = jump ? [] : findings.filter((each) => each.node === node.id);
          const kind = words.kind(kinds.get(node.kind), node.kind);
          const here = place === at;
          return (
            <li
              key={line.key}
              role="treeitem"
              aria-level={level}
              aria-selected={!jump && chosen.includes(node.id)}
              tabIndex={here ? 0 : -1}
              className={`outline-line ${jump ? "outline-jump" : ""}`}
              style={{ "--outline-depth": level - 1 } as CSSProperties}
              onClick={() => choose([node.id])}
              onDoubleClick={onOpen}
            >
              {line.lead.word !== "first" && (
                <span className={`outline-lead outline-${line.lead.word}`}>{lead(line)}</span>
              )}
              <span className="outline-title">
                {jump ? t("outline.goes_to", { title: node.title }) : node.title}
              </span>
              {!jump && <span className="outline-kind">{kind}</span>}
              {!jump && typeof node.fields.module === "string" && (
                <code className="outline-kind">{node.fields.module}</code>
              )}
              {visits && !jump && (
                <span className="outline-kind">
                  {t("rehearse.visits", { count: visits.get(node.id) ?? 0 })}
                </span>
              )}
              {troubles.length > 0 && (
                <span className="outline-trouble">{t("outline.problems", { count: troubles.length })}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Where a key leads among the lines that are nodes; null for keys that lead nowhere. */
function movedTo(lines: readonly Line[], at: number, key: string): number | null {
  const own = (place: number) => lines[place]?.jump === false;
  const search = (from: number, step: number, fits: (place: number) => boolean) => {
    for (let place = from; place >= 0 && place < lines.length; place += step) if (fits(place)) return place;
    return at;
  };
  const level = lines[at]?.level ?? 1;
  switch (key) {
    case "ArrowDown":
      return search(at + 1, 1, own);
    case "ArrowUp":
      return search(at - 1, -1, own);
    case "ArrowLeft":
      return search(at - 1, -1, (place) => own(place) && (lines[place]?.level ?? 1) < level);
    case "ArrowRight":
      return (lines[at + 1]?.level ?? 0) > level ? search(at + 1, 1, own) : at;
    case "Home":
      return search(0, 1, own);
    case "End":
      return search(lines.length - 1, -1, own);
    default:
      return null;
  }
}
