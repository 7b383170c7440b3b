/** A password for somebody else: typed, or suggested and then shown so that it can be handed over. */
import { Button, CopyButton, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { SecretInput } from "@/ui/SecretInput";
import { suggested } from "./suggest";

export function NewPasswordField({ value, onChange }: { value: string; onChange: (password: string) => void }): ReactNode {
  const { t } = useTranslation("accounts");
  const [shown, show] = useState(false);
  return (
    <Stack gap={6}>
      <SecretInput
        label={t("password")}
        description={t("password.help")}
        required
        autoComplete="new-password"
        visible={shown}
        onVisibilityChange={show}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onChange(suggested());
            show(true);
          }}
        >
          {t("password.suggest")}
        </Button>
        {value !== "" && (
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {t(copied ? "ui:copied" : "ui:copy")}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
    </Stack>
  );
}
