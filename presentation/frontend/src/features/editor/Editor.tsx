/** The editor of one draft: picture, outline and text of the same procedure, and what is said about it. */
import { Alert, Button, Group } from "@mantine/core";
import { ReactFlowProvider } from "@xyflow/react";
import { useBlocker } from "@tanstack/react-router";
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { useNarrow } from "@/ui/narrow";
import { ProblemNote } from "@/ui/Problem";
import { Canvas } from "./canvas/Canvas";
import { ConflictDialog } from "./dialogs/ConflictDialog";
import { PublishDialog } from "./dialogs/PublishDialog";
import { ArrowPanel } from "./form/ArrowRows";
import { NodePanel } from "./form/NodePanel";
import { ProcedurePanel } from "./form/ProcedurePanel";
import { say } from "./model/command";
import type { Kinds } from "./model/kinds";
import type { Place } from "./model/nodes";
import { Outline } from "./outline/Outline";
import { AddDialog } from "./palette/AddDialog";
import { Palette } from "./palette/Palette";
import { Problems } from "./problems/Problems";
import { RehearsePanel } from "./rehearse/RehearsePanel";
import { walkedBy, type Rehearsed } from "./rehearse/walked";
import { forget, keep, kept } from "./state/kept";
import { useSaving, type Draft } from "./state/useDraft";
import { EditingProvider, useEditing } from "./state/useEditing";
import { useFindings } from "./state/useQuestions";
import { Toolbar, type View } from "./Toolbar";
import { useEditorKeys } from "./useEditorKeys";
import { VersionsDialog } from "./versions/VersionsDialog";
import "./editor.css";

const TextPane = lazy(() => import("./text/TextPane"));
const KEEP_AFTER_MS = 400;

interface Shown {
  name: string;
  opened: Draft;
  kinds: Kinds;
}

function focusForm(): void {
  document.querySelector<HTMLElement>("#editor-panel input, #editor-panel textarea")?.focus();
}

/** From the form back to what it is about. */
function backToChosen(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  document.querySelector<HTMLElement>('.outline [tabindex="0"], .react-flow__node.selected')?.focus();
  event.preventDefault();
}

export type Open = "publish" | "versions" | null;

export function Editor({ name, opened, kinds }: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const editing = useEditing(opened.text, kinds);
  const { text, node, arrow, chart, chosen, run } = editing;
  const draft = useSaving(name, opened);
  const check = useFindings(text);
  const narrow = useNarrow();
  const [view, setView] = useState<View>(narrow ? "outline" : "chart");
  const [about, setAbout] = useState(false);
  const [withText, setWithText] = useState(false);
  const [place, setPlace] = useState<Place | null>(null);
  const [dialog, setDialog] = useState<Open>(null);
  const [rehearsing, setRehearsing] = useState(false);
  const [rehearsed, setRehearsed] = useState<Rehearsed | null>(null);
  const [found, setFound] = useState(() => {
    const there = kept(name);
    return there !== null && there.text !== opened.text ? there : null;
  });
  // On a phone the form is a sheet over the rest, there for as long as something is asked of it.
  const asked = rehearsing || chosen.length > 0 || Boolean(arrow) || about;
  const putAway = () => {
    setAbout(false);
    editing.choose([]);
  };
  const unsaved = text !== draft.saved.text || draft.saved.etag === null;

  // What isn't saved survives a crash, a closed tab and a session that has ended.
  useEffect(() => {
    if (text === draft.saved.text) {
      if (found === null) forget(name);
      return;
    }
    const later = window.setTimeout(
      () => keep(name, { text, etag: draft.saved.etag, at: new Date().toISOString() }),
      KEEP_AFTER_MS,
    );
    return () => window.clearTimeout(later);
  }, [name, text, draft.saved, found]);
  useBlocker({
    shouldBlockFn: () => text !== draft.saved.text && !window.confirm(t("leave")),
    enableBeforeUnload: () => text !== draft.saved.text,
  });

  const walked = useMemo(() => (rehearsed ? walkedBy(rehearsed) : null), [rehearsed]);
  useEffect(() => setRehearsed(null), [text]);
  const save = useCallback(() => draft.saving.mutate(text), [draft.saving, text]);
  const addHere = useCallback(
    () => setPlace(node ? { after: node.id } : arrow ? { onto: { from: arrow.from, path: arrow.path } } : {}),
    [node, arrow],
  );
  const insert = useCallback(
    (id: string) => {
      const onto = chart.arrows.find((each) => each.id === id);
      if (onto) setPlace({ onto: { from: onto.from, path: onto.path } });
    },
    [chart],
  );
  const addAfter = useCallback((id: string) => setPlace({ after: id }), []);
  // What is chosen by the same key has its form only a moment later.
  const openForm = useCallback(() => void window.setTimeout(focusForm), []);
  const actions = { save, add: addHere, openForm };
  const room = useRef<HTMLDivElement>(null);
  useEditorKeys(room, editing, actions);
  const refusal = draft.saving.error ?? draft.overwriting.error;
  // Somebody whose session has ended is asked to log in already.
  const error = refusal instanceof Problem && refusal.status === 401 ? null : refusal;

  return (
    <EditingProvider value={editing}>
      <ReactFlowProvider>
        <div className="editor" ref={room}>
          <Toolbar
            name={name}
            unsaved={unsaved}
            view={view}
            onView={setView}
            withText={withText}
            onText={setWithText}
            saving={draft.saving.isPending}
            onSave={save}
            onAdd={addHere}
            onPublish={() => setDialog("publish")}
            onVersions={() => setDialog("versions")}
            rehearsing={rehearsing}
            onRehearse={setRehearsing}
            onProcedure={() => setAbout(true)}
          />
          <ProblemNote error={error} again={save} />
          {found && (
            <Alert variant="light" p="xs" mb="xs" title={t("kept.title")}>
              <Group gap="xs">
                {t("kept.text", { at: new Date(found.at).toLocaleString() })}
                <Button
                  size="compact-sm"
                  onClick={() => {
                    run(say(found.text, "replace"));
                    setFound(null);
                  }}
                >
                  {t("kept.take")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setFound(null)}>
                  {t("kept.drop")}
                </Button>
              </Group>
            </Alert>
          )}
          <div className={`editor-room ${withText ? "editor-with-text" : ""}`}>
            {!narrow && (
              <aside className="editor-palette" aria-label={t("palette")}>
                <Palette />
              </aside>
            )}
            <section className="editor-view" aria-label={t(`view.${view}`)}>
              {view === "chart" ? (
                <Canvas findings={check.findings} walked={walked} onInsert={insert} />
              ) : (
                <Outline
                  findings={check.findings}
                  visits={walked?.visits ?? null}
                  onAdd={addAfter}
                  onOpen={openForm}
                />
              )}
            </section>
            {withText && (
              <section className="editor-text" aria-label={t("text")}>
                <Suspense>
                  <TextPane />
                </Suspense>
              </section>
            )}
            {(!narrow || asked) && (
              <aside
                className="editor-panel"
                id="editor-panel"
                aria-label={t("panel")}
                tabIndex={-1}
                onKeyDown={backToChosen}
              >
                {narrow && !rehearsing && (
                  <Button size="compact-sm" variant="default" className="editor-done" onClick={putAway}>
                    {t("panel.done")}
                  </Button>
                )}
                {rehearsing ? (
                  <RehearsePanel
                    rehearsed={rehearsed}
                    onRehearsed={setRehearsed}
                    onClose={() => setRehearsing(false)}
                  />
                ) : node ? (
                  <NodePanel key={node.id} node={node} />
                ) : arrow ? (
                  <ArrowPanel key={arrow.id} arrow={arrow} onInsert={() => insert(arrow.id)} />
                ) : chosen.length > 1 ? (
                  t("chosen", { count: chosen.length })
                ) : (
                  <ProcedurePanel />
                )}
              </aside>
            )}
          </div>
          <Problems findings={check.findings} current={check.current} unreachable={check.isError} />
        </div>
        <AddDialog place={place} onClose={() => setPlace(null)} />
        <PublishDialog
          opened={dialog === "publish"}
          onClose={() => setDialog(null)}
          publishing={draft.publishing}
          text={text}
          findings={check.findings}
        />
        <VersionsDialog opened={dialog === "versions"} onClose={() => setDialog(null)} name={name} />
        <ConflictDialog
          theirs={draft.conflict}
          mine={text}
          busy={draft.overwriting.isPending}
          onKeepMine={() => draft.overwriting.mutate(text)}
          onTakeTheirs={() => {
            if (draft.conflict) run(say(draft.conflict.text, "replace"));
            draft.take();
          }}
          onClose={draft.leaveConflict}
        />
      </ReactFlowProvider>
    </EditingProvider>
  );
}
