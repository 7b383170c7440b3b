/** Announce an executor node: its name, whose hosts it may serve, and how long it may take to come. */
import { MultiSelect, NumberInput, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useGroups } from "@/api/groups";
import { FormDialog } from "@/ui/FormDialog";
import { INTRODUCTIONS } from "../asking";

interface Shown {
  onClose: () => void;
  onMade: (token: string) => void;
}

const USUAL_MIN = 15;
const LONGEST_MIN = 24 * 60;

export function IntroduceDialog({ onClose, onMade }: Shown): ReactNode {
  const { t } = useTranslation("executor_nodes");
  const queries = useQueryClient();
  const known = useGroups();
  const [name, call] = useState("");
  const [everything, serveAll] = useState(false);
  const [groups, serve] = useState<string[]>([]);
  const [minutes, last] = useState(USUAL_MIN);
  const making = useMutation({
    mutationFn: () =>
      said(
        api.POST("/api/v1/introductions", {
          body: { name: name.trim(), groups: everything ? null : groups, labels: null, valid_minutes: minutes },
        }),
      ),
    onSuccess: async ({ token }) => {
      await queries.invalidateQueries({ queryKey: INTRODUCTIONS });
      onClose();
      onMade(token);
    },
  });
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("introduce")}
      send={t("introduce.make")}
      sending={making}
      onSend={() => making.mutate()}
      unready={name.trim() === "" || (!everything && groups.length === 0)}
    >
      <Text size="sm">{t("introduce.says")}</Text>
      <TextInput
        label={t("introduce.name")}
        description={t("introduce.name.help")}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={128}
        value={name}
        onChange={(event) => call(event.currentTarget.value)}
      />
      <Switch label={t("introduce.everything")} checked={everything} onChange={(event) => serveAll(event.currentTarget.checked)} />
      {!everything && (
        <MultiSelect
          label={t("introduce.groups")}
          required
          searchable
          data={known.data?.items.map((each) => each.name) ?? []}
          value={groups}
          onChange={serve}
        />
      )}
      <NumberInput
        label={t("introduce.minutes")}
        min={1}
        max={LONGEST_MIN}
        allowDecimal={false}
        value={minutes}
        onChange={(value) => last(Number(value) || USUAL_MIN)}
      />
    </FormDialog>
  );
}
