/** One user: what they may do and where, whether they may come in, their tokens. */
import { Group, Skeleton, Stack, Text } from "@mantine/core";
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
      <Stack maw={860}>
        <Part title={t("account")}>
          <Text size="sm">{t(`kind.${user.kind}.text`)}</Text>
          <Text size="sm" c="dimmed">
            {t("made_by", { name: user.created_by.name, time: clock(user.created_at, i18n.language) })}
          </Text>
          {user.kind === "person" && <Text size="sm">{t(user.second_factor ? "factor.says_on" : "factor.says_off")}</Text>}
          {mayManage && (
            <Group gap="xs" mt="sm">
              <UserActs user={user} />
            </Group>
          )}
        </Part>
        <GrantsPart user={user} />
        <TokensPart owner={user.id} forUser={user.name} />
      </Stack>
    </>
  );
}
