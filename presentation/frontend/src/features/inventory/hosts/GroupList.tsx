/** Groups with how many hosts they have; choosing one shows them. */
import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { GROUPS } from "@/api/groups";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { GroupDialog } from "../editing/GroupDialog";

interface ListedGroup {
  name: string;
  description: string;
  hosts: number;
  children: string[];
}

interface Shown {
  groups: readonly ListedGroup[];
  onChoose: (name: string) => void;
}

export function GroupList({ groups, onChoose }: Shown): ReactNode {
  const { t } = useTranslation("inventory");
  const mayEdit = useMay("inventory.edit");
  const [open, edit] = useState<ListedGroup | "new" | null>(null);
  return (
    <>
      {mayEdit && (
        <Button mb="sm" size="compact-md" variant="default" onClick={() => edit("new")}>
          {t("group.new")}
        </Button>
      )}
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {groups.map((each) => (
          <Paper key={each.name} component="li" withBorder p="sm" bg="var(--noc-surface)">
            <Group justify="space-between" wrap="nowrap">
              <div style={{ minWidth: 0 }}>
                <Text fw={600} style={{ overflowWrap: "anywhere" }}>
                  {each.name}
                </Text>
                <Text size="sm" c="dimmed">
                  {[each.description, each.children.length > 0 && t("children", { names: each.children.join(", ") })]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
              <Group gap="xs" justify="flex-end">
                {mayEdit && (
                  <>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t("group.edit_named", { name: each.name })}
                      onClick={() => edit(each)}
                    >
                      {t("edit")}
                    </Button>
                    {each.hosts === 0 && (
                      <ConfirmButton
                        label={t("delete")}
                        title={t("group.delete_named", { name: each.name })}
                        says={t("group.delete.says")}
                        act={() => said(api.DELETE("/api/v1/groups/{name}", { params: { path: { name: each.name } } }))}
                        refresh={[GROUPS]}
                      />
                    )}
                  </>
                )}
                <Button
                  variant="light"
                  size="compact-sm"
                  aria-label={t("hosts_of", { hosts: t("count", { count: each.hosts }), name: each.name })}
                  onClick={() => onChoose(each.name)}
                >
                  {t("count", { count: each.hosts })}
                </Button>
              </Group>
            </Group>
          </Paper>
        ))}
      </Stack>
      {open !== null && <GroupDialog {...(open === "new" ? {} : { group: open })} onClose={() => edit(null)} />}
    </>
  );
}
