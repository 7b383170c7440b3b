/** One credential: whose hosts it is for, its secret's age and use; another secret, and its end. */
import { Alert, Badge, Button, Group, Skeleton, Stack, Table, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { type Credential, CREDENTIALS, useCredential, useExecutorNodeName } from "./asking";
import { GroupsField } from "./GroupsField";
import { OtherSecret } from "./OtherSecret";
import { SecretAge } from "./SecretAge";

export default function CredentialPage(): ReactNode {
  const { t, i18n } = useTranslation("credentials");
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const mayManage = useMay("credential.manage");
  const { data: seen, error } = useCredential(name);
  const node = useExecutorNodeName(seen?.data.last_used?.executor_node, useMay("executor_node.read"));
  const below = <Anchor to="/credentials">{t("all")}</Anchor>;
  if (seen === undefined) {
    return (
      <>
        <PageHead title={name} below={below} />
        {error ? <ProblemNote error={error} /> : <Skeleton h={240} />}
      </>
    );
  }
  const { data: credential, etag } = seen;
  const revoked = credential.revoked_at !== null;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("kind"), t(`kind.${credential.kind}`)],
    [t("use"), t(`use.${credential.use}`)],
    [t("secret"), revoked ? t("secret.gone") : <SecretAge since={credential.rotated_at} />],
    [t("version"), String(credential.version)],
    [t("last_used"), credential.last_used ? t("used_by", { host: credential.last_used.host, executor_node: node, time: clock(credential.last_used_at, i18n.language) }) : t("unused")],
    [t("changed"), t("changed_by", { name: credential.changed_by.name, time: clock(credential.changed_at, i18n.language) })],
  ];
  return (
    <>
      <PageHead title={credential.name} beside={revoked && <StatusBadge state="revoked" />} below={below} />
      <Stack maw={720}>
        <Part title={t("about")}>
          <Table>
            <Table.Tbody>
              {facts.map(([word, fact]) => (
                <Table.Tr key={word}>
                  <Table.Th w="38%">{word}</Table.Th>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{fact}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {mayManage && !revoked && (
            <Group gap="xs" mt="sm">
              <OtherSecret credential={credential} />
              <ConfirmButton
                label={t("revoke")}
                title={t("revoke_named", { name: credential.name })}
                says={t("revoke.says")}
                act={() => said(api.DELETE("/api/v1/credentials/{name}", { params: { path: { name: credential.name } } }))}
                refresh={[CREDENTIALS]}
              />
            </Group>
          )}
        </Part>
        <Part title={t("bound")}>
          {mayManage && !revoked ? <Binding key={etag} credential={credential} etag={etag} /> : <Groups credential={credential} />}
        </Part>
      </Stack>
    </>
  );
}

function Groups({ credential }: { credential: Credential }): ReactNode {
  const { t } = useTranslation("credentials");
  return (
    <Group gap={6}>
      {credential.groups.length === 0 && t("groups.none")}
      {credential.groups.map((each) => (
        <Badge key={each} tt="none" variant="light" c="var(--noc-plain-text)">
          {each}
        </Badge>
      ))}
    </Group>
  );
}

function Binding({ credential, etag }: { credential: Credential; etag: string }): ReactNode {
  const { t } = useTranslation("credentials");
  const queries = useQueryClient();
  const [groups, bind] = useState(credential.groups);
  const [description, describe] = useState(credential.description);
  const binding = useMutation({
    mutationFn: () =>
      said(
        api.PUT("/api/v1/credentials/{name}", {
          params: { path: { name: credential.name }, header: { "If-Match": etag } },
          body: { groups, description },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: CREDENTIALS }),
  });
  const same = description === credential.description && groups.join("\n") === credential.groups.join("\n");
  return (
    <Stack>
      {groups.length === 0 && (
        <Alert color="yellow" variant="light" p="sm">
          {t("groups.nobody")}
        </Alert>
      )}
      <GroupsField value={groups} onChange={bind} />
      <Textarea label={t("description")} autosize maxLength={2000} value={description} onChange={(event) => describe(event.currentTarget.value)} />
      <ProblemNote error={binding.error} />
      <Group>
        <Button disabled={same} loading={binding.isPending} onClick={() => binding.mutate()}>
          {t("save")}
        </Button>
      </Group>
    </Stack>
  );
}
