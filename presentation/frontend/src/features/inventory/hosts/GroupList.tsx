/** Groups with how many hosts they have; choosing one shows them. */
import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

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
  return (
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
            <Button
              variant="light"
              size="compact-sm"
              aria-label={t("hosts_of", { hosts: t("count", { count: each.hosts }), name: each.name })}
              onClick={() => onChoose(each.name)}
            >
              {t("count", { count: each.hosts })}
            </Button>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
