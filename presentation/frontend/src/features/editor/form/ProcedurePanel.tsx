/** What the procedure says of itself, shown while nothing in it is chosen. */
import { Stack, Text } from "@mantine/core";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { parseDocument } from "yaml";
import { useNarrow } from "@/ui/narrow";
import { setOfProcedure } from "../model/nodes";
import { asMap } from "../model/plain";
import { useEditor } from "../state/useEditing";
import { KeptLine, KeptText, KeptYaml } from "./Kept";

export function ProcedurePanel(): ReactNode {
  const { t } = useTranslation("editor");
  const narrow = useNarrow();
  const { chart, text, unreadable, run } = useEditor();
  const whole = useMemo(
    () => (unreadable.length === 0 ? asMap(parseDocument(text).toJS()) : {}),
    [text, unreadable],
  );
  const { description } = asMap(whole.metadata);
  return (
    <Stack gap="sm">
      <Text fw={600}>{t("procedure")}</Text>
      {!narrow && (
        <Text size="xs" c="dimmed">
          {t("procedure.hint")}
        </Text>
      )}
      <KeptLine
        label={t("procedure.title")}
        value={chart.title}
        onSay={(said) => run(setOfProcedure(["metadata", "title"], said || undefined))}
      />
      <KeptText
        label={t("procedure.description")}
        value={description === undefined ? "" : String(description)}
        onSay={(said) => run(setOfProcedure(["metadata", "description"], said || undefined))}
      />
      <KeptYaml
        label={t("procedure.parameters")}
        placeholder="service: {type: string, default: nginx}"
        wrong={t("form.not_yaml")}
        value={asMap(whole.spec).parameters}
        onSay={(said) => run(setOfProcedure(["spec", "parameters"], said))}
      />
    </Stack>
  );
}
