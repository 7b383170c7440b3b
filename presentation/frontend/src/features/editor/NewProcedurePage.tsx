/** A name for a new procedure; it is there once its first draft is saved. */
import { Button, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageHead } from "@/ui/PageHead";

const NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/;

export default function NewProcedurePage(): ReactNode {
  const { t } = useTranslation("editor");
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const wrong = name !== "" && !NAME.test(name);
  function go(event: FormEvent): void {
    event.preventDefault();
    if (NAME.test(name)) void navigate({ to: "/procedures/$name/edit" as never, params: { name } as never });
  }
  return (
    <>
      <PageHead title={t("new.title")} />
      <Paper withBorder p="lg" maw={520} component="form" onSubmit={go} bg="var(--noc-surface)">
        <Stack>
          <Text size="sm">{t("new.text")}</Text>
          <TextInput
            label={t("new.name")}
            placeholder="restart-web"
            autoFocus
            spellCheck={false}
            value={name}
            error={wrong ? t("new.wrong") : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" disabled={!NAME.test(name)}>
              {t("new.go")}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
