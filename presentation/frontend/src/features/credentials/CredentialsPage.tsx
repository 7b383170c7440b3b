/** All credentials: of which kind, for whose hosts, how old their secret is, used last for what. */
import { Skeleton, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { type Credential, useCredentials } from "./asking";
import { SecretAge } from "./SecretAge";

/** Only names and lists of groups may need a second line. */
const NARROW = { whiteSpace: "nowrap" } as const;

export default function CredentialsPage(): ReactNode {
  const { t, i18n } = useTranslation("credentials");
  const mayManage = useMay("credential.manage");
  const asked = useCredentials();
  const items = asked.data?.items ?? [];
  const making = mayManage && <ButtonLink to="/credentials/new">{t("new")}</ButtonLink>;
  function used({ last_used, last_used_at }: Credential): string {
    return last_used ? t("used", { host: last_used.host, time: clock(last_used_at, i18n.language) }) : t("unused");
  }
  return (
    <>
      <PageHead title={t("title")} below={items.length > 0 && t("text")}>
        {items.length > 0 && making}
      </PageHead>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data && items.length === 0 && (
        <EmptyState title={t("empty.title")} {...(making ? { action: making } : {})}>
          {t("empty.text")}
        </EmptyState>
      )}
      {items.length > 0 && (
        <Table bg="var(--noc-surface)" withTableBorder verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("name")}</Table.Th>
              <Table.Th visibleFrom="sm" style={NARROW}>{t("groups")}</Table.Th>
              <Table.Th style={NARROW}>{t("secret")}</Table.Th>
              <Table.Th visibleFrom="md" style={NARROW}>{t("last_used")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <Anchor to="/credentials/$name" params={{ name: each.name }} fw={600}>
                    {each.name}
                  </Anchor>
                  <Text size="sm" c="dimmed">
                    {t(`kind.${each.kind}`)}
                  </Text>
                </Table.Td>
                <Table.Td visibleFrom="sm">{each.groups.join(", ") || t("groups.none")}</Table.Td>
                <Table.Td style={NARROW}>{each.revoked_at ? <StatusBadge state="revoked" /> : <SecretAge since={each.rotated_at} />}</Table.Td>
                <Table.Td visibleFrom="md" c="dimmed" style={NARROW}>
                  {used(each)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
