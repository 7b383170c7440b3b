/** The languages side by side, for those who are not in yet; what is chosen is kept for all visits from this browser. */
import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeLanguage, LANGUAGES, type Language } from "./language";

export function LanguageChoice(): ReactNode {
  const { t, i18n } = useTranslation("app");
  return (
    <Group role="group" aria-label={t("language")} gap={4} justify="center" mt="lg">
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <Button
          key={code}
          lang={code}
          variant={i18n.language === code ? "light" : "subtle"}
          size="compact-sm"
          aria-pressed={i18n.language === code}
          onClick={() => void changeLanguage(code as Language)}
        >
          {name}
        </Button>
      ))}
    </Group>
  );
}
