/** What needs somebody: how many of what, their names, and the way there. */
import { Group, Paper, Stack, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { StateShape } from "@/ui/StateShape";
import { look } from "@/ui/states";
import type { Item, Need } from "./needs";

const MOST_NAMES = 5;
/** Links above each other have room for a finger. */
const TOUCHED = { display: "inline-block", lineHeight: "24px" };

export function NeedsList({ needs }: { needs: readonly Need[] }): ReactNode {
  const { t } = useTranslation("dashboard");
  if (needs.length === 0) {
    return (
      <Group gap="xs" py={4}>
        <StateShape state="succeeded" size={18} />
        <Text>{t("calm")}</Text>
      </Group>
    );
  }
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {needs.map(({ kind, state, count, items, to }) => (
        <Paper key={kind} component="li" p="xs" bg="var(--noc-ground)">
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <StateShape state={state} size={18} />
            <div style={{ minWidth: 0 }}>
              <Anchor to={to} fw={600} style={TOUCHED} c={`var(--noc-${look(state).tone}-text)`}>
                {t(`need.${kind}`, { count })}
              </Anchor>
              {items.length > 0 && (
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {items.slice(0, MOST_NAMES).map((item, place) => (
                    <Fragment key={`${place} ${item.name}`}>
                      {place > 0 && ", "}
                      <Named item={item} />
                    </Fragment>
                  ))}
                  {items.length > MOST_NAMES && ` ${t("and_more", { count: items.length - MOST_NAMES })}`}
                </Text>
              )}
            </div>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

function Named({ item: { name, to, params } }: { item: Item }): ReactNode {
  if (to === undefined) return name;
  return (
    <Anchor to={to} params={params} size="sm" style={TOUCHED}>
      {name}
    </Anchor>
  );
}
