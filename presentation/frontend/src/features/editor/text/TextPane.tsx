/** The procedure as text, beside the chart: what is done to one is seen in the other. */
import { yaml } from "@codemirror/lang-yaml";
import { defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../model/command";
import { useEditor } from "../state/useEditing";
import { difference } from "./difference";
import "./text.css";

/** Marks what the chart changed, so that it is not taken for typing. */
const fromChart = Annotation.define<boolean>();
const choose = StateEffect.define<readonly [number, number] | null>();
const chosenLine = Decoration.line({ class: "text-chosen" });

const chosenLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, change) {
    for (const effect of change.effects) {
      if (!effect.is(choose)) continue;
      if (effect.value === null) return Decoration.none;
      const [first, last] = effect.value;
      const most = change.state.doc.lines;
      const ranges = [];
      for (let line = first; line <= Math.min(last, most); line += 1) {
        ranges.push(chosenLine.range(change.state.doc.line(line).from));
      }
      return Decoration.set(ranges);
    }
    return shown.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, class: "text-key" },
  { tag: tags.comment, class: "text-comment" },
  { tag: tags.string, class: "text-string" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], class: "text-value" },
]);

export default function TextPane(): ReactNode {
  const { t } = useTranslation("editor");
  const editing = useEditor();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(editing);
  useEffect(() => {
    latest.current = editing;
  });

  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({ doc: latest.current.text, extensions: extensions(latest, t("text")) }),
    });
    view.current = made;
    return () => made.destroy();
  }, [t]);

  const { text, node } = editing;
  useEffect(() => {
    const now = view.current;
    if (now === null) return;
    const change = difference(now.state.doc.toString(), text);
    if (change) now.dispatch({ changes: change, annotations: fromChart.of(true) });
  }, [text]);
  useEffect(() => {
    const now = view.current;
    if (now === null) return;
    const lines = node?.lines ?? null;
    now.dispatch({ effects: choose.of(lines) });
    if (lines === null || now.hasFocus || lines[0] > now.state.doc.lines) return;
    now.dispatch({ effects: EditorView.scrollIntoView(now.state.doc.line(lines[0]).from, { y: "center" }) });
  }, [node]);
  return <div ref={place} className="text-pane" />;
}

function extensions(latest: { current: ReturnType<typeof useEditor> }, label: string): Extension[] {
  const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
  return [
    EditorView.cspNonce.of(nonce),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    lineNumbers(),
    highlightActiveLine(),
    bracketMatching(),
    indentOnInput(),
    yaml(),
    syntaxHighlighting(colours),
    chosenLines,
    EditorState.tabSize.of(2),
    keymap.of([
      // The history of the whole editor is the history here: no other one beside it.
      { key: "Mod-z", run: () => (latest.current.undo(), true) },
      { key: "Mod-Shift-z", run: () => (latest.current.redo(), true) },
      { key: "Mod-y", run: () => (latest.current.redo(), true) },
      { key: "Mod-]", run: indentMore },
      { key: "Mod-[", run: indentLess },
      ...searchKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      const foreign = update.transactions.some((each) => each.annotation(fromChart));
      if (update.docChanged && !foreign) {
        latest.current.run(say(update.state.doc.toString()));
      } else if (update.selectionSet && !update.docChanged && update.view.hasFocus) {
        const line = update.state.doc.lineAt(update.state.selection.main.head).number;
        const here = latest.current.chart.nodes.find(
          ({ lines: [first, last] }) => first <= line && line <= last,
        );
        if (here && latest.current.node?.id !== here.id) latest.current.choose([here.id]);
      }
    }),
  ];
}
