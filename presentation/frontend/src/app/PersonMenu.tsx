/** Who is there; the language, the theme, and the way out. */
import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { session, useSession } from "@/api/session";
import { linked } from "@/ui/Anchor";
import { useOneKey } from "@/ui/keys";
import { LogoutIcon, SunIcon, UsersIcon } from "@/ui/icons";
import { changeLanguage, LANGUAGES, type Language } from "./language";

const SCHEMES = ["auto", "light", "dark"] as const;

export function PersonMenu(): ReactNode {
  const { t, i18n } = useTranslation("app");
  const { person } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [oneKey, letOneKey] = useOneKey();
  const queries = useQueryClient();
  async function leave(): Promise<void> {
    await api.DELETE("/api/v1/session");
    session.left();
    queries.clear();
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="default" size="compact-md" maw={180}>
          {person?.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<UsersIcon size={14} />} renderRoot={linked({ to: "/account" })}>
          {t("own_account")}
        </Menu.Item>
        <Menu.Label>{t("theme")}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            leftSection={<SunIcon size={14} />}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? "✓" : null}
          >
            {t(`theme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t("language")}</Menu.Label>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => void changeLanguage(code as Language)}
            rightSection={i18n.language === code ? "✓" : null}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>{t("keys")}</Menu.Label>
        <Menu.CheckboxItem checked={oneKey} onChange={letOneKey} closeMenuOnClick={false}>
          {t("keys.one")}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Item leftSection={<LogoutIcon size={14} />} onClick={() => void leave()}>
          {t("log_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
