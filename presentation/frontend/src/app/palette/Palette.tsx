/** Ctrl+K: go anywhere and begin anything by typing a few letters of it. */
import "@mantine/spotlight/styles.css";
import "./palette.css";
import { Kbd } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOpenCommands } from "@/ui/commands";
import { SearchIcon } from "@/ui/icons";
import type { Act, Way } from "@/ui/page";
import { useNamed } from "./asking";
import { type Choice, offered } from "./choices";

interface Shown {
  /** Grows by one each time somebody asks for the palette. */
  asked: number;
  ways: readonly Way[];
  acts: readonly Act[];
}

export default function Palette({ asked, ways, acts }: Shown): ReactNode {
  const { t } = useTranslation("app");
  const router = useRouter();
  const [typed, type] = useState("");
  const { choices, searching } = useNamed(typed);
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  const pages = ways.map(
    ({ to, title, keys }): Choice => ({ id: `page ${to}`, group: "pages", label: t(title), words: to, to, keys }),
  );
  const deeds = acts.map(({ to, title }): Choice => ({ id: `act ${to}`, group: "acts", label: t(title), words: to, to }));
  const ofPage = useOpenCommands().filter(({ title }) => !title.startsWith("app:"));
  const here = ofPage.map(({ key, title, act }): Choice => ({ id: `here ${key}`, group: "here", label: t(title), words: key, keys: key, act }));
  const groups = offered([...here, ...pages, ...deeds, ...choices], typed);
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={type}
      shortcut={null}
      scrollable
      maxHeight="min(60vh, 520px)"
      title={t("palette")}
      classNames={{ header: "noc-unseen" }}
    >
      <Spotlight.Search placeholder={t("palette.placeholder")} aria-label={t("palette.placeholder")} leftSection={<SearchIcon size={18} />} />
      <Spotlight.ActionsList>
        {groups.map(([group, found]) => (
          <Spotlight.ActionsGroup key={group} label={t(`palette.${group}`)}>
            {found.map(({ id, label, description, keys, to, params, act }) => (
              <Spotlight.Action
                key={id}
                label={label}
                {...(description ? { description } : {})}
                {...(keys ? { rightSection: <Kbd>{keys}</Kbd> } : {})}
                onClick={act ?? (() => void router.navigate({ to, ...(params ? { params } : {}) } as never))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t(searching ? "palette.searching" : "palette.none")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
