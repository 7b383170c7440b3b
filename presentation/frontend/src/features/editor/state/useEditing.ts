/** What is being edited: the text with its history, the chart it draws, and what is chosen in it. */
import { createContext, useCallback, useContext, useMemo, useReducer, useRef } from "react";
import { read, type Chart, type ChartArrow, type ChartNode, type Point } from "../model/chart";
import type { Command } from "../model/command";
import type { Unreadable } from "../model/document";
import { choose, opened, perform, redo, undo, type History } from "../model/history";
import type { Kinds } from "../model/kinds";
import { placed } from "../model/layout";

const TYPING_PAUSE_MS = 1_000;

type Act =
  | { readonly do: "perform"; readonly command: Command; readonly together: boolean; readonly kinds: Kinds }
  | { readonly do: "undo" | "redo" }
  | { readonly do: "choose"; readonly ids: readonly string[]; readonly arrow: string | null }
  | { readonly do: "open"; readonly text: string };

interface Standing {
  readonly history: History;
  readonly arrow: string | null;
}

export interface Editing {
  readonly text: string;
  readonly kinds: Kinds;
  /** The chart of the text, or the last one that could be read. */
  readonly chart: Chart;
  readonly places: ReadonlyMap<string, Point>;
  readonly unreadable: readonly Unreadable[];
  readonly chosen: readonly string[];
  readonly node: ChartNode | null;
  readonly arrow: ChartArrow | null;
  readonly undoable: History["past"][number] | null;
  readonly redoable: History["future"][number] | null;
  readonly run: (command: Command) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly choose: (ids: readonly string[], arrow?: string | null) => void;
}

function next(standing: Standing, act: Act): Standing {
  switch (act.do) {
    case "perform":
      return { ...standing, history: perform(standing.history, act.command, act.kinds, act.together) };
    case "undo":
      return { ...standing, history: undo(standing.history) };
    case "redo":
      return { ...standing, history: redo(standing.history) };
    case "choose":
      return { history: choose(standing.history, act.ids), arrow: act.arrow };
    case "open":
      return { history: opened(act.text), arrow: null };
  }
}

const NOTHING: Chart = { name: "", title: "", nodes: [], arrows: [], positions: new Map() };

export function useEditing(text: string, kinds: Kinds): Editing {
  const [{ history, arrow }, act] = useReducer(next, text, (first) => ({
    history: opened(first),
    arrow: null,
  }));
  const typedAt = useRef(0);
  const good = useRef(NOTHING);
  const reading = useMemo(() => read(history.text, kinds), [history.text, kinds]);
  if ("chart" in reading) good.current = reading.chart;
  const chart = good.current;
  const places = useMemo(() => placed(chart), [chart]);

  const run = useCallback(
    (command: Command) => {
      const now = Date.now();
      const together = command.name === "type" && now - typedAt.current < TYPING_PAUSE_MS;
      if (command.name === "type") typedAt.current = now;
      act({ do: "perform", command, together, kinds });
    },
    [kinds],
  );
  const pick = useCallback((ids: readonly string[], chosen: string | null = null) => {
    act({ do: "choose", ids, arrow: chosen });
  }, []);
  const back = useCallback(() => act({ do: "undo" }), []);
  const forth = useCallback(() => act({ do: "redo" }), []);

  return useMemo(() => {
    const chosen = history.select.filter((id) => chart.nodes.some((node) => node.id === id));
    return {
      text: history.text,
      kinds,
      chart,
      places,
      unreadable: "unreadable" in reading ? reading.unreadable : [],
      chosen,
      node: chosen.length === 1 ? (chart.nodes.find((node) => node.id === chosen[0]) ?? null) : null,
      arrow: chosen.length === 0 ? (chart.arrows.find((each) => each.id === arrow) ?? null) : null,
      undoable: history.past.at(-1) ?? null,
      redoable: history.future[0] ?? null,
      run,
      undo: back,
      redo: forth,
      choose: pick,
    };
  }, [history, arrow, chart, places, reading, kinds, run, pick, back, forth]);
}

const Context = createContext<Editing | null>(null);
export const EditingProvider = Context.Provider;

/** What is being edited on this page. */
export function useEditor(): Editing {
  const editing = useContext(Context);
  if (editing === null) throw new Error("this belongs into an editor");
  return editing;
}
