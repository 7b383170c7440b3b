/** Whether to start a dry run, and whether steps say line by line what they change. */
import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface DryRun {
  check_mode: boolean;
  diff: boolean;
}

export const NO_DRY_RUN: DryRun = { check_mode: false, diff: false };

export function DryRunFields({ value, onChange }: { value: DryRun; onChange: (next: DryRun) => void }): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <>
      <Checkbox
        label={t("dry_run.field")}
        description={t("dry_run.means")}
        checked={value.check_mode}
        onChange={(event) => onChange({ ...value, check_mode: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("diff")}
        checked={value.diff}
        onChange={(event) => onChange({ ...value, diff: event.currentTarget.checked })}
      />
    </>
  );
}
