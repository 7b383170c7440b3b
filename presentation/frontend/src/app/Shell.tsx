/** What surrounds every page: the navigation, who is there, language and theme. */
import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { linked } from "@/ui/Anchor";
import { WALL } from "@/ui/wall";
import { FEATURES } from "./features";
import { KeysDialog } from "./KeysDialog";
import { PaletteButton } from "./palette/PaletteButton";
import { PersonMenu } from "./PersonMenu";
import { useKeys } from "./useKeys";

const ACTS = FEATURES.flatMap((feature) => feature.acts ?? []);
const WAYS = FEATURES.flatMap((feature) => feature.ways);

/** On a wall there is the page alone. */
export function Shell(): ReactNode {
  return WALL ? (
    <main>
      <Outlet />
    </main>
  ) : (
    <Surrounded />
  );
}

function leadsHere(to: string, here: string): boolean {
  return to === "/" ? here === "/" : here.startsWith(to);
}

function Surrounded(): ReactNode {
  const { t } = useTranslation("app");
  const [open, { toggle, close }] = useDisclosure(false);
  const here = useRouterState({ select: (state) => state.location.pathname });
  const { verbs } = useSession();
  const ways = WAYS.filter((way) => verbs.includes(way.verb));
  useKeys(ways);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !open } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a href="#main" className="noc-skip-link">
        {t("skip_navigation")}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("navigation")} />
            <img src="/favicon.svg" alt="" width={26} height={26} />
            <Text fw={700} component="span" visibleFrom="sm">
              noc-orchestrator
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <PaletteButton ways={ways} acts={ACTS.filter(({ verb }) => verb === undefined || verbs.includes(verb))} />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t("navigation")} className="noc-nav">
        <ScrollArea>
          {ways.map((way) => (
            <NavLink
              key={way.to}
              renderRoot={linked({ to: way.to })}
              label={t(way.title)}
              leftSection={<way.icon />}
              rightSection={way.beside && <way.beside />}
              title={way.keys}
              aria-keyshortcuts={way.keys}
              aria-current={leadsHere(way.to, here) ? "page" : undefined}
              active={leadsHere(way.to, here)}
              onClick={close}
            />
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <KeysDialog ways={ways} />
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
