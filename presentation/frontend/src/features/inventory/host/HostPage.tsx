/** One host: where it is, its groups and variables, its keys, and what was seen of it. */
import { Badge, Code, Group, SimpleGrid, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { GROUPS } from "@/api/groups";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { clock } from "@/ui/times";
import { hostKey, HOSTS } from "../hosts/asking";
import { HostKey } from "../keys/HostKey";
import { Reached } from "./Reached";
import { Values } from "./Values";

export default function HostPage(): ReactNode {
  const { t, i18n } = useTranslation("inventory");
  const router = useRouter();
  const mayEdit = useMay("inventory.edit");
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const { data: host, error } = useQuery({
    queryKey: hostKey(name),
    queryFn: () => said(api.GET("/api/v1/hosts/{name}", { params: { path: { name } } })),
  });
  const head = (
    <PageHead title={name} below={<Anchor to="/inventory">{t("all")}</Anchor>}>
      {mayEdit && host && (
        <>
          <ButtonLink to="/inventory/hosts/$name/edit" params={{ name }} variant="default">
            {t("edit")}
          </ButtonLink>
          <ConfirmButton
            size="sm"
            label={t("delete")}
            title={t("delete_named", { name })}
            says={t("delete.says")}
            act={() => said(api.DELETE("/api/v1/hosts/{name}", { params: { path: { name } } }))}
            refresh={[HOSTS, GROUPS]}
            onDone={() => void router.navigate({ to: "/inventory" as never })}
          />
        </>
      )}
    </PageHead>
  );
  if (host === undefined) {
    return (
      <>
        {head}
        {error ? <ProblemNote error={error} /> : <Skeleton h={240} />}
      </>
    );
  }
  const facts = Object.entries(host.facts);
  return (
    <>
      {head}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          <Part title={t("where")}>
            <Text ff="monospace">{host.port ? `${host.address}:${host.port}` : host.address}</Text>
            {host.user && <Text size="sm">{t("user", { name: host.user })}</Text>}
            <Group gap={6} mt="xs">
              {host.groups.map((each) => (
                <Badge key={each} tt="none" variant="light" c="var(--noc-plain-text)">
                  {each}
                </Badge>
              ))}
              {host.tags.map((each) => (
                <Badge key={each} tt="none" variant="outline" color="gray" c="var(--noc-plain-text)">
                  {each}
                </Badge>
              ))}
            </Group>
            <Text size="sm" c="dimmed" mt="xs">
              {t("changed", { name: host.changed_by.name, time: clock(host.changed_at, i18n.language) })}
            </Text>
            {host.managed_by && (
              <Text size="sm" c="dimmed">
                {t("managed", { document: host.managed_by.document })}
              </Text>
            )}
          </Part>
          <Part title={t("reachability")}>
            {host.reachability ? <Reached reached={host.reachability} /> : <Text c="dimmed">{t("never_probed")}</Text>}
          </Part>
          <Part title={t("keys")}>
            {host.host_keys.length === 0 && <Text c="dimmed">{t("keys.none")}</Text>}
            {host.host_keys.map((line) => (
              <HostKey key={line} line={line} />
            ))}
          </Part>
        </Stack>
        <Stack>
          <Part title={t("vars")}>
            <Values values={host.vars} none={t("vars.none")} />
          </Part>
          <Part title={t("facts")}>
            {facts.length === 0 && <Text c="dimmed">{t("facts.none")}</Text>}
            <Table withRowBorders={facts.length > 1}>
              <Table.Tbody>
                {facts.map(([fact, { value, at }]) => (
                  <Table.Tr key={fact}>
                    <Table.Th>{fact}</Table.Th>
                    <Table.Td>
                      <Code>{JSON.stringify(value)}</Code>
                    </Table.Td>
                    <Table.Td c="dimmed">{clock(at, i18n.language)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Part>
        </Stack>
      </SimpleGrid>
    </>
  );
}
