/** One entry: who, what, about what, and what became of it; pressing a name looks for more of it. */
import { Group, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";
import type { Entry } from "./asking";
import type { Search } from "./search";

/** As which state the end of an act is drawn. */
const SHAPES: Readonly<Record<string, string>> = { done: "succeeded", refused: "refused", failed: "failed", asked: "queued" };

export function EntryRow({ entry, onLook }: { entry: Entry; onLook: (part: Search) => void }): ReactNode {
  const { t, i18n } = useTranslation("audit");
  const { actor } = entry;
  const act = t(`act.${entry.verb}`, { defaultValue: entry.verb });
  return (
    <li>
      <div className="noc-audit-when">
        <Text size="sm">{clock(entry.at, i18n.language)}</Text>
        <Text size="xs" c="dimmed" className="noc-audit-aside">
          {t("number", { number: entry.seq })}
        </Text>
      </div>
      <div className="noc-audit-who">
        <Pressed text={actor.name || t("nobody")} title={t("more_by", { name: actor.name || t("nobody") })} onPress={() => onLook({ actor: actor.id })} />
        <Text size="xs" c="dimmed" className="noc-audit-aside">
          {[t(`actor.${actor.kind}`), entry.source].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <div className="noc-audit-what">
        <Pressed text={act} title={t("more_of", { verb: act })} onPress={() => onLook({ verb: entry.verb })} />
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {entry.object}
        </Text>
      </div>
      <div className="noc-audit-end">
        <Group gap={6} wrap="nowrap">
          <StateShape state={SHAPES[entry.outcome] ?? "passed"} size={15} />
          <Text size="sm" fw={500}>
            {t(`end.${entry.outcome}`)}
          </Text>
        </Group>
        {entry.code && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {entry.code}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="noc-audit-aside" style={{ overflowWrap: "anywhere" }}>
          {entry.request_id}
        </Text>
      </div>
    </li>
  );
}

function Pressed({ text, title, onPress }: { text: string; title: string; onPress: () => void }): ReactNode {
  return (
    <UnstyledButton className="noc-audit-more" title={title} aria-label={title} onClick={onPress}>
      {text}
    </UnstyledButton>
  );
}
