/** One user: what they may do and where, whether they may come in, their tokens. */
import { Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { Part } from "@/ui/Part";
import { ProblemNote } from "@/ui/Problem";
import { StatusBadge } from "@/ui/StatusBadge";
import { clock } from "@/ui/times";
import { useUser } from "../asking";
import { TokensPart } from "../tokens/TokensPart";
import { GrantsPart } from "./GrantsPart";
import { standingOf } from "./standing";
import { UserActs } from "./UserActs";

export default function UserPage(): ReactNode {
  const { t, i18n } = useTranslation("accounts");
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const mayManage = useMay("account.manage");
  const { data: user, error } = useUser(name);
  const head = (beside?: ReactNode) => (
    <PageHead title={name} beside={beside} below={<Anchor to="/users">{t("users.all")}</Anchor>} />
  );
  if (user === undefined) {
    return (
      <>
        {head()}
        {error ? <ProblemNote error={error} /> : <Skeleton h={240} />}
      </>
    );
  }
  return (
    <>
      {head(<StatusBadge state={standingOf(user)} />)}
      <Stack>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Part title={t("account")}>
            <Fact name={t("kind")} value={t(`kind.${user.kind}`)} says={t(`kind.${user.kind}.text`)} />
            {user.kind === "person" && (
              <Fact
                name={t("factor")}
                value={t(user.second_factor ? "factor.on" : "factor.off")}
                says={t(user.second_factor ? "factor.says_on" : "factor.says_off")}
              />
            )}
            <Fact name={t("made")} value={t("made_by", { name: user.created_by.name, time: clock(user.created_at, i18n.language) })} />
            {mayManage && (
              <Group gap="xs" mt="sm">
                <UserActs user={user} />
              </Group>
            )}
          </Part>
          <GrantsPart user={user} />
        </SimpleGrid>
        <TokensPart owner={user.id} forUser={user.name} />
      </Stack>
    </>
  );
}

function Fact({ name, value, says }: { name: string; value: string; says?: string }): ReactNode {
  return (
    <Group gap="xs" wrap="nowrap" align="baseline" mb={6}>
      <Text size="sm" c="dimmed" w={120} style={{ flexShrink: 0 }}>
        {name}
      </Text>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={500}>
          {value}
        </Text>
        {says && (
          <Text size="xs" c="dimmed">
            {says}
          </Text>
        )}
      </div>
    </Group>
  );
}
