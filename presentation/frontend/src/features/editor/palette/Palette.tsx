/** What can be dragged into the chart, or put behind the chosen step by a click. */
import { ScrollArea, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SearchIcon } from "@/ui/icons";
import { DRAGGED } from "../canvas/Canvas";
import { add } from "../model/nodes";
import { useEditor } from "../state/useEditing";
import type { Choice } from "./choices";
import { useChoices } from "./useChoices";
import "./palette.css";

export function Palette(): ReactNode {
  const { t } = useTranslation("editor");
  const { node, run } = useEditor();
  const [search, setSearch] = useState("");
  const choices = useChoices(search);
  const put = (choice: Choice) => run(add(choice.wanted, node ? { after: node.id } : {}));
  return (
    <Stack gap="xs" h="100%" component="section" aria-label={t("palette")}>
      <TextInput
        size="xs"
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        leftSection={<SearchIcon size={14} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && choices[0] && put(choices[0])}
      />
      <ScrollArea flex={1} mih={0} type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={4} pr="xs">
          {choices.map((choice) => (
            <UnstyledButton
              key={choice.key}
              className="palette-choice"
              draggable
              title={choice.about}
              onDragStart={(event) => event.dataTransfer.setData(DRAGGED, JSON.stringify(choice.wanted))}
              onClick={() => put(choice)}
            >
              <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                {choice.title}
              </Text>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {choice.about}
              </Text>
            </UnstyledButton>
          ))}
        </Stack>
      </ScrollArea>
    </Stack>
  );
}
