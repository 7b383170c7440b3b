/** All users: who may come in, how, and the way to make another. */
import { Button, Skeleton, Table, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor, ButtonLink } from "@/ui/Anchor";
import { SearchIcon } from "@/ui/icons";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { useUsers } from "../asking";
import { NewUserDialog } from "./NewUserDialog";
import { standingOf } from "./standing";

/** Only names may need a second line. */
const NARROW = { whiteSpace: "nowrap" } as const;

export default function UsersPage(): ReactNode {
  const { t, i18n } = useTranslation("accounts");
  const mayManage = useMay("account.manage");
  const [wanted, want] = useState("");
  const [making, make] = useState(false);
  const asked = useUsers();
  const all = asked.data?.items ?? [];
  const shown = all.filter((each) => each.name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const alone = asked.data !== undefined && all.filter((each) => each.kind === "person").length < 2;
  return (
    <>
      <PageHead title={t("users")} below={alone ? t("users.alone") : t("users.text")}>
        <ButtonLink to="/roles" variant="default">
          {t("roles")}
        </ButtonLink>
        {mayManage && <Button onClick={() => make(true)}>{t("users.new")}</Button>}
      </PageHead>
      <ProblemNote error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton h={240} />}
      {asked.data && (
        <>
          <TextInput
              data-search
            aria-label={t("users.search")}
            placeholder={t("users.search")}
            leftSection={<SearchIcon size={15} />}
            maw={320}
            mb="sm"
            value={wanted}
            onChange={(event) => want(event.currentTarget.value)}
          />
          {shown.length === 0 && <Text c="dimmed">{t("users.none_found", { wanted })}</Text>}
          <Table hidden={shown.length === 0} bg="var(--noc-surface)" withTableBorder verticalSpacing="sm" styles={{ th: NARROW, td: NARROW }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("name")}</Table.Th>
                <Table.Th>{t("state")}</Table.Th>
                <Table.Th visibleFrom="sm">{t("kind")}</Table.Th>
                <Table.Th visibleFrom="sm">{t("factor")}</Table.Th>
                <Table.Th visibleFrom="md">{t("made")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((each) => (
                <Table.Tr key={each.id}>
                  <Table.Td style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>
                    <Anchor to="/users/$name" params={{ name: each.name }} fw={600}>
                      {each.name}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge state={standingOf(each)} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">{t(`kind.${each.kind}`)}</Table.Td>
                  <Table.Td visibleFrom="sm">{each.kind === "person" && t(each.second_factor ? "factor.on" : "factor.off")}</Table.Td>
                  <Table.Td visibleFrom="md" c="dimmed">
                    {t("made_by", { name: each.created_by.name, time: clock(each.created_at, i18n.language) })}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      <NewUserDialog opened={making} onClose={() => make(false)} />
    </>
  );
}
