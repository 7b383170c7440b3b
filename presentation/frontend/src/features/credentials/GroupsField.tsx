/** Whose hosts a credential is for; none are none. */
import { MultiSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useGroups } from "@/api/groups";

export function GroupsField({ value, onChange }: { value: string[]; onChange: (groups: string[]) => void }): ReactNode {
  const { t } = useTranslation("credentials");
  const known = useGroups();
  const data = [...new Set([...(known.data?.items.map((each) => each.name) ?? []), ...value])];
  return <MultiSelect label={t("groups")} description={t("groups.help")} searchable data={data} value={value} onChange={onChange} />;
}
