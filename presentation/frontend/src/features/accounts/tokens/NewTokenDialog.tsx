/** Make a token: its name, until when it opens, and what it may do of what its owner may. */
import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { TOKENS } from "../asking";
import { type Verb, VERBS, withReading } from "../verbs";

interface Shown {
  /** For whom, where it is for somebody else. */
  forUser?: string;
  onClose: () => void;
  onMade: (secret: string) => void;
}

const DAYS = ["30", "90", "365", ""] as const;
const DAY_MS = 86_400_000;

export function NewTokenDialog({ forUser, onClose, onMade }: Shown): ReactNode {
  const { t } = useTranslation("accounts");
  const queries = useQueryClient();
  const [name, call] = useState("");
  const [days, last] = useState<string>("90");
  const [verbs, allow] = useState<Verb[]>([]);
  const making = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        expires_at: days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        verbs: verbs.length === 0 ? null : verbs,
      };
      return said(
        forUser === undefined
          ? api.POST("/api/v1/tokens", { body })
          : api.POST("/api/v1/users/{user}/tokens", { params: { path: { user: forUser } }, body }),
      );
    },
    onSuccess: async ({ token }) => {
      await queries.invalidateQueries({ queryKey: TOKENS });
      onClose();
      onMade(token);
    },
  });
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("tokens.new")}
      send={t("tokens.make")}
      sending={making}
      onSend={() => making.mutate()}
      unready={name.trim() === ""}
    >
      <TextInput
        label={t("name")}
        description={t("tokens.name.help")}
        required
        data-autofocus
        autoComplete="off"
        maxLength={128}
        value={name}
        onChange={(event) => call(event.currentTarget.value)}
      />
      <Select
        label={t("tokens.lasts")}
        allowDeselect={false}
        data={DAYS.map((value) => ({ value, label: value === "" ? t("tokens.for_ever") : t("tokens.days", { count: Number(value) }) }))}
        value={days}
        onChange={(value) => last(value ?? "")}
      />
      <MultiSelect
        label={t("tokens.verbs")}
        description={t("tokens.verbs.help")}
        searchable
        clearable
        data={VERBS.map((value) => ({ value, label: t(`verb.${value}`) }))}
        value={verbs}
        onChange={(chosen) => allow(withReading(chosen))}
      />
    </FormDialog>
  );
}
