/** What can be done with the whole procedure, each with its key. */
import { ActionIcon, Badge, Button, Group, SegmentedControl, Switch, Title, Tooltip } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNarrow } from "@/ui/narrow";
import { tidy } from "./model/places";
import { useEditor } from "./state/useEditing";
import { ToolbarMenu, type Act } from "./ToolbarMenu";

export type View = "chart" | "outline";

interface Shown {
  name: string;
  unsaved: boolean;
  view: View;
  onView: (view: View) => void;
  withText: boolean;
  onText: (shown: boolean) => void;
  saving: boolean;
  onSave: () => void;
  onAdd: () => void;
  onPublish: () => void;
  onVersions: () => void;
  rehearsing: boolean;
  onRehearse: (on: boolean) => void;
  /** Shows what the procedure says of itself, where that does not stand beside it all the time. */
  onProcedure: () => void;
}

export function Toolbar(shown: Shown): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, undoable, redoable, undo, redo, run } = useEditor();
  const title = chart.title || shown.name;
  const narrow = useNarrow();
  const acts: Act[] = [
    { label: t("tidy"), act: () => run(tidy()), off: chart.positions.size === 0, title: "Shift+L" },
    { label: t("rehearse"), act: () => shown.onRehearse(!shown.rehearsing), on: shown.rehearsing },
    { label: t("versions"), act: shown.onVersions },
  ];
  useDocumentTitle(`${title} · noc-orchestrator`);
  const step = (name: string | undefined, way: "undo" | "redo") =>
    name ? t(`step.${way}`, { what: t(`command.${name}`) }) : t(way);
  return (
    <Group justify="space-between" gap="xs" mb="xs" role="toolbar" aria-label={t("toolbar")}>
      <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
        <Title order={1} size="h4" lineClamp={1}>
          {title}
        </Title>
        <Badge
          variant={shown.unsaved ? "outline" : "light"}
          color={shown.unsaved ? "orange" : "noc"}
          tt="none"
          style={{ flex: "none" }}
          role="status"
        >
          {shown.unsaved ? `● ${t("unsaved")}` : `✓ ${t("saved")}`}
        </Badge>
      </Group>
      <Group gap={6} wrap={narrow ? "nowrap" : "wrap"}>
        <SegmentedControl
          size="xs"
          aria-label={t("view")}
          value={shown.view}
          onChange={(view) => shown.onView(view as View)}
          data={[
            { value: "chart", label: t("view.chart") },
            { value: "outline", label: t("view.outline") },
          ]}
        />
        {!narrow && (
          <Switch
            size="sm"
            label="YAML"
            checked={shown.withText}
            onChange={(event) => shown.onText(event.currentTarget.checked)}
            mx={6}
          />
        )}
        <Sign label={`${step(undoable?.name, "undo")} (Ctrl+Z)`} sign="↶" off={!undoable} onClick={undo} />
        <Sign
          label={`${step(redoable?.name, "redo")} (Ctrl+Shift+Z)`}
          sign="↷"
          off={!redoable}
          onClick={redo}
        />
        {narrow ? (
          <Sign label={t("add")} sign="+" off={false} onClick={shown.onAdd} />
        ) : (
          <>
            <Button size="compact-sm" variant="default" onClick={shown.onAdd} title="Tab / A">
              + {t("add")}
            </Button>
            {acts.map(({ label, act, off = false, on, title }) => (
              <Button
                key={label}
                size="compact-sm"
                variant={on ? "light" : "default"}
                aria-pressed={on}
                onClick={act}
                disabled={off}
                title={title}
              >
                {label}
              </Button>
            ))}
          </>
        )}
        <Button
          size="compact-sm"
          variant="default"
          onClick={shown.onSave}
          loading={shown.saving}
          disabled={!shown.unsaved}
          title="Ctrl+S"
        >
          {t("save")}
        </Button>
        {narrow ? (
          <ToolbarMenu
            acts={[
              ...acts,
              { label: "YAML", act: () => shown.onText(!shown.withText), on: shown.withText },
              { label: t("procedure.about"), act: shown.onProcedure },
              { label: t("publish"), act: shown.onPublish },
            ]}
          />
        ) : (
          <Button size="compact-sm" onClick={shown.onPublish}>
            {t("publish")}
          </Button>
        )}
      </Group>
    </Group>
  );
}

function Sign({
  label,
  sign,
  off,
  onClick,
}: {
  label: string;
  sign: string;
  off: boolean;
  onClick: () => void;
}): ReactNode {
  const narrow = useNarrow();
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={narrow ? 30 : 26} aria-label={label} disabled={off} onClick={onClick}>
        {sign}
      </ActionIcon>
    </Tooltip>
  );
}
