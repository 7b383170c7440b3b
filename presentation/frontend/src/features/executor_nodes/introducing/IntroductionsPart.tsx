/** Executor nodes that were announced and let in without comparing: what became of each, and withdrawing one. */
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ListPart } from "@/ui/ListPart";
import { ShownOnce } from "@/ui/ShownOnce";
import { StateShape } from "@/ui/StateShape";
import { clock } from "@/ui/times";
import { type Introduction, INTRODUCTIONS, useIntroductions } from "../asking";
import { IntroduceDialog } from "./IntroduceDialog";
import { became, type Became } from "./standing";

/** As which state each end is drawn. */
const SHAPES: Readonly<Record<Became, string>> = { open: "waiting", used: "succeeded", withdrawn: "cancelled", expired: "skipped" };

export function IntroductionsPart(): ReactNode {
  const { t } = useTranslation("executor_nodes");
  const [opened, { open, close }] = useDisclosure(false);
  const [token, show] = useState<string | null>(null);
  const asked = useIntroductions();
  return (
    <ListPart
      title={t("introductions")}
      act={
        <Button size="compact-md" onClick={open}>
          {t("introduce")}
        </Button>
      }
      asked={asked}
      none={
        <Text size="sm" c="dimmed">
          {t("introductions.none")}
        </Text>
      }
      row={(each) => <OneIntroduction introduction={each} />}
      acts={(each) =>
        became(each, Date.now()) === "open" && (
          <ConfirmButton
            label={t("introductions.withdraw")}
            title={t("introductions.withdraw_named", { name: each.name })}
            says={t("introductions.withdraw.says")}
            act={() => said(api.DELETE("/api/v1/introductions/{introduction}", { params: { path: { introduction: each.id } } }))}
            refresh={[INTRODUCTIONS]}
          />
        )
      }
    >
      {opened && <IntroduceDialog onClose={close} onMade={show} />}
      <ShownOnce title={t("introductions.made")} says={t("introductions.made.says")} secret={token} onKept={() => show(null)} />
    </ListPart>
  );
}

function OneIntroduction({ introduction }: { introduction: Introduction }): ReactNode {
  const { t, i18n } = useTranslation("executor_nodes");
  const { name, groups, created_by, used_at, revoked_at, expires_at } = introduction;
  const end = became(introduction, Date.now());
  const time = clock(used_at ?? revoked_at ?? expires_at, i18n.language);
  return (
    <>
      <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
        {name}
      </Text>
      <Group gap={6} wrap="nowrap">
        <StateShape state={SHAPES[end]} size={15} />
        <Text size="sm">{t(`introductions.${end}`, { time })}</Text>
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {`${created_by.name} · ${groups === null ? t("serves.all") : t("serves", { groups: groups.join(", ") })}`}
      </Text>
    </>
  );
}
