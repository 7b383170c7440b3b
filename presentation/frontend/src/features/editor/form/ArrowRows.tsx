/** Where a node leads: each arrow with its outcome, condition and target, and a row for the next one. */
import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { connect, disconnect, redirect, retake } from "../model/arrows";
import type { ChartArrow, ChartNode } from "../model/chart";
import { setField } from "../model/nodes";
import { open, type Open } from "../model/slots";
import { useEditor } from "../state/useEditing";
import { useWords } from "../state/useWords";
import { KeptLine } from "./Kept";

const OUTCOME_WIDTH = 116;

export function ArrowRows({ node }: { node: ChartNode }): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, kinds, run } = useEditor();
  const words = useWords();
  const [slot, setSlot] = useState<string | null>(null);
  const arrows = chart.arrows.filter((each) => each.from === node.id);
  const slots = open(kinds.get(node.kind), node.fields);
  if (arrows.length === 0 && slots.length === 0) return null;
  const chosen = slots.find((each) => keyOf(each) === slot) ?? slots[0];
  return (
    <Stack gap="xs" component="section" aria-label={t("arrows")}>
      <Text fw={600} size="sm">
        {t("arrows")}
      </Text>
      {arrows.map((arrow) => (
        <ArrowRow key={arrow.id} arrow={arrow} slots={slots} />
      ))}
      {chosen && (
        <Group gap={6} wrap="nowrap">
          <Select
            size="xs"
            w={OUTCOME_WIDTH}
            aria-label={t("arrow.add")}
            allowDeselect={false}
            data={slots.map((each) => ({
              value: keyOf(each),
              label: each.append ? t("arrow.new_branch") : words.outcome(each.outcome),
            }))}
            value={keyOf(chosen)}
            onChange={setSlot}
          />
          <Select
            size="xs"
            flex={1}
            aria-label={t("arrow.add_to")}
            placeholder={t("arrow.add_to")}
            searchable
            data={chart.nodes.map((each) => ({ value: each.id, label: each.title }))}
            value={null}
            onChange={(to) => {
              if (to !== null) run(connect(node.id, to, chosen));
              setSlot(null);
            }}
          />
        </Group>
      )}
    </Stack>
  );
}

/** One arrow: by which outcome, under which condition, where to. */
function ArrowRow({ arrow, slots }: { arrow: ChartArrow; slots: readonly Open[] }): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, run } = useEditor();
  const words = useWords();
  const outcome = words.outcome(arrow.outcome);
  const others = slots.filter((each) => !each.append);
  const branch = typeof arrow.path[1] === "number";
  const offered = others.map((each) => ({ value: keyOf(each), label: words.outcome(each.outcome) }));
  return (
    <Stack gap={4}>
      <Group gap={6} wrap="nowrap">
        {branch ? (
          <Text size="xs" w={OUTCOME_WIDTH}>
            {outcome}
          </Text>
        ) : (
          <Select
            size="xs"
            w={OUTCOME_WIDTH}
            aria-label={t("arrow.outcome")}
            allowDeselect={false}
            data={[{ value: "now", label: outcome }, ...offered]}
            value="now"
            onChange={(next) => {
              const taken = others.find((each) => keyOf(each) === next);
              if (taken) run(retake(arrow.from, arrow.path, taken));
            }}
          />
        )}
        <Select
          size="xs"
          flex={1}
          aria-label={t("arrow.to", { outcome })}
          searchable
          allowDeselect={false}
          data={chart.nodes.map((each) => ({ value: each.id, label: each.title }))}
          value={arrow.to}
          onChange={(to) => {
            if (to !== null && to !== arrow.to) run(redirect(arrow.from, arrow.path, to));
          }}
        />
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t("arrow.remove", { outcome })}
          title={t("arrow.remove", { outcome })}
          onClick={() => run(disconnect(arrow.from, arrow.path))}
        >
          ✕
        </ActionIcon>
      </Group>
      {branch && arrow.path.length > 2 && (
        <KeptLine
          code
          label={t("arrow.when")}
          value={arrow.when ?? ""}
          onSay={(text) => run(setField(arrow.from, [...arrow.path.slice(0, 2), "when"], text))}
        />
      )}
    </Stack>
  );
}

/** The panel of a chosen arrow. */
export function ArrowPanel({ arrow, onInsert }: { arrow: ChartArrow; onInsert: () => void }): ReactNode {
  const { t } = useTranslation("editor");
  const { chart, kinds } = useEditor();
  const from = chart.nodes.find((each) => each.id === arrow.from);
  return (
    <Stack gap="sm">
      <Text fw={600}>{t("arrow.title", { from: from?.title ?? arrow.from })}</Text>
      <ArrowRow arrow={arrow} slots={open(kinds.get(from?.kind ?? ""), from?.fields ?? {})} />
      <Button variant="default" size="xs" onClick={onInsert}>
        {t("insert")}
      </Button>
    </Stack>
  );
}

function keyOf(slot: Open): string {
  return slot.path.join("/");
}
