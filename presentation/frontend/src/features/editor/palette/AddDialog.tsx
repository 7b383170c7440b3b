/** Adding a step by keyboard: three letters of a kind or module, Enter. */
import { ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../dialogs/Dialog";
import { add, type Place } from "../model/nodes";
import { useEditor } from "../state/useEditing";
import { useChoices } from "./useChoices";
import "./palette.css";

export function AddDialog({ place, onClose }: { place: Place | null; onClose: () => void }): ReactNode {
  const { t } = useTranslation("editor");
  return (
    <Dialog opened={place !== null} onClose={onClose} title={t("add.title")} size="md">
      {place !== null && <Search place={place} onClose={onClose} />}
    </Dialog>
  );
}

function Search({ place, onClose }: { place: Place; onClose: () => void }): ReactNode {
  const { t } = useTranslation("editor");
  const { run } = useEditor();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const choices = useChoices(search).slice(0, 60);
  const chosen = choices[Math.min(at, choices.length - 1)];

  function take(choice = chosen): void {
    if (!choice) return;
    run(add(choice.wanted, place));
    onClose();
  }
  function pressed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") take();
    else return;
    event.preventDefault();
  }
  return (
    <Stack gap="xs">
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.key}` : undefined}
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      <ScrollArea.Autosize mah="50vh" type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={4} id={list} role="listbox" aria-label={t("palette")}>
          {choices.map((choice) => (
            <div
              key={choice.key}
              id={`${list}-${choice.key}`}
              role="option"
              aria-selected={choice === chosen}
              className="palette-choice"
              ref={(element) => {
                if (choice === chosen) element?.scrollIntoView({ block: "nearest" });
              }}
              onClick={() => take(choice)}
            >
              <Text size="sm" fw={500}>
                {choice.title}
              </Text>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {choice.about}
              </Text>
            </div>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {choices.length === 0 && <Text c="dimmed">{t("add.none")}</Text>}
    </Stack>
  );
}
