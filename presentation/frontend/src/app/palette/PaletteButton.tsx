/** Opens the palette, by Ctrl+K or the mouse; what it needs is loaded when it is first wanted. */
import { Button, Kbd } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { focusSearch, useCommands } from "@/ui/commands";
import { SearchIcon } from "@/ui/icons";
import type { Act, Way } from "@/ui/page";

const Palette = lazy(() => import("./Palette"));

export function PaletteButton({ ways, acts }: { ways: readonly Way[]; acts: readonly Act[] }): ReactNode {
  const { t } = useTranslation("app");
  const [asked, ask] = useState(0);
  const open = () => ask((times) => times + 1);
  useHotkeys([["mod+K", open]], [], true);
  useCommands([{ key: "/", title: "app:keys.search", act: () => focusSearch() || open() }]);
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<SearchIcon size={14} />}
        rightSection={<Kbd visibleFrom="sm">Ctrl K</Kbd>}
        title={t("palette")}
        aria-keyshortcuts="Control+K"
        onClick={open}
      >
        {t("palette.button")}
      </Button>
      {asked > 0 && (
        <Suspense fallback={null}>
          <Palette asked={asked} ways={ways} acts={acts} />
        </Suspense>
      )}
    </>
  );
}
