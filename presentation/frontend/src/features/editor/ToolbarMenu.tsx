/** On a phone: what is done seldom with the whole procedure, behind one sign. */
import { ActionIcon, Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface Act {
  label: string;
  act: () => void;
  /** Whether there is nothing to do now. */
  off?: boolean;
  /** Of what is turned on and off: which it is. */
  on?: boolean;
  /** Its key. */
  title?: string;
}

export function ToolbarMenu({ acts }: { acts: readonly Act[] }): ReactNode {
  const { t } = useTranslation("editor");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t("more")}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map(({ label, act, off = false, on }) =>
          on === undefined ? (
            <Menu.Item key={label} onClick={act} disabled={off}>
              {label}
            </Menu.Item>
          ) : (
            <Menu.CheckboxItem key={label} checked={on} onChange={act} closeMenuOnClick>
              {label}
            </Menu.CheckboxItem>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
