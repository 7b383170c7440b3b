/** Make a credential: its kind, its secret, and whose hosts it is for. */
import { Button, Group, Paper, Select, Skeleton, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import type { components } from "@/api/schema";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { CREDENTIALS, useKinds } from "./asking";
import { GroupsField } from "./GroupsField";
import { SecretFields, type Values } from "./SecretFields";
import { given, isComplete } from "./values";

type KindName = components["schemas"]["NewCredential"]["kind"];

export default function NewCredentialPage(): ReactNode {
  const { t } = useTranslation("credentials");
  const router = useRouter();
  const queries = useQueryClient();
  const kinds = useKinds();
  const [name, call] = useState("");
  const [chosen, choose] = useState<KindName>("ssh_key");
  const [values, fill] = useState<Values>({});
  const [groups, bind] = useState<string[]>([]);
  const [description, describe] = useState("");
  const kind = kinds.data?.find((each) => each.name === chosen);
  const making = useMutation({
    mutationFn: () =>
      said(
        api.POST("/api/v1/credentials", {
          body: { name: name.trim(), kind: chosen, description, groups, values: kind ? given(kind, values) : {} },
        }),
      ),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: CREDENTIALS });
      await router.navigate({ to: "/credentials/$name", params: { name: made.name } } as never);
    },
  });
  const ready = kind !== undefined && name.trim() !== "" && isComplete(kind, values);
  return (
    <>
      <PageHead title={t("new")} below={<Anchor to="/credentials">{t("all")}</Anchor>} />
      <ProblemNote error={kinds.error} />
      {kinds.isPending && <Skeleton h={240} />}
      {kind && (
        <Paper
          component="form"
          withBorder
          p="md"
          maw={640}
          bg="var(--noc-surface)"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) making.mutate();
          }}
        >
          <Stack>
            <Select
              label={t("kind")}
              allowDeselect={false}
              data={(kinds.data ?? []).map((each) => ({ value: each.name, label: t(`kind.${each.name}`) }))}
              value={chosen}
              onChange={(value) => {
                choose((value as KindName | null) ?? chosen);
                fill({});
                making.reset();
              }}
            />
            <Text size="sm" c="dimmed">
              {t(`kind.${chosen}.text`)}
            </Text>
            <TextInput
              label={t("name")}
              required
              autoComplete="off"
              maxLength={128}
              value={name}
              onChange={(event) => call(event.currentTarget.value)}
            />
            <SecretFields kind={kind} values={values} onChange={fill} />
            <GroupsField value={groups} onChange={bind} />
            <Textarea label={t("description")} autosize maxLength={2000} value={description} onChange={(event) => describe(event.currentTarget.value)} />
            <ProblemNote error={making.error} />
            <Group>
              <Button type="submit" loading={making.isPending} disabled={!ready}>
                {t("make")}
              </Button>
            </Group>
          </Stack>
        </Paper>
      )}
    </>
  );
}
