/** Give a role: which, and what it reaches; everything has to be chosen, it is no default. */
import { Autocomplete, Group, Radio, Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import { everyGroup } from "@/api/groups";
import { FormDialog } from "@/ui/FormDialog";
import { grantsKey, useRoles, type User } from "../asking";

const EVERYTHING = "everything";
const KINDS = ["group", "procedure", "credential", "channel"] as const;
type Kind = (typeof KINDS)[number];

/** The names there are of a kind; a grant may name what is yet to come. */
async function names(kind: Kind): Promise<string[]> {
  const asked = {
    group: everyGroup,
    procedure: () => every((cursor) => said(api.GET("/api/v1/procedures", { params: { query: paged(cursor) } }))),
    credential: () => every((cursor) => said(api.GET("/api/v1/credentials", { params: { query: paged(cursor) } }))),
    channel: () => said(api.GET("/api/v1/channels")),
  };
  return (await asked[kind]()).items.map((each) => each.name);
}

export function GrantDialog({ user, onClose }: { user: User; onClose: () => void }): ReactNode {
  const { t } = useTranslation("accounts");
  const queries = useQueryClient();
  const roles = useRoles();
  const [role, choose] = useState<string | null>(null);
  const [kind, reach] = useState<string | null>(null);
  const [name, write] = useState("");
  const scoped = kind !== null && kind !== EVERYTHING;
  const known = useQuery({ queryKey: ["names", kind], queryFn: () => names(kind as Kind), enabled: scoped, retry: false });
  const giving = useMutation({
    mutationFn: () =>
      said(
        api.POST("/api/v1/users/{user}/grants", {
          params: { path: { user: user.id } },
          body: { role: role ?? "", scope: scoped ? { kind: kind as Kind, name: name.trim() } : null },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: grantsKey(user.name) });
      onClose();
    },
  });
  const verbs = roles.data?.find((each) => each.name === role)?.verbs ?? [];
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("grants.new_named", { name: user.name })}
      send={t("grants.give")}
      sending={giving}
      onSend={() => giving.mutate()}
      unready={role === null || kind === null || (scoped && name.trim() === "")}
    >
      <Select
        label={t("role")}
        required
        searchable
        data-autofocus
        data={(roles.data ?? []).map((each) => each.name)}
        value={role}
        onChange={choose}
      />
      {verbs.length > 0 && (
        <Text size="sm" c="dimmed">
          {t("role.allows", { verbs: verbs.map((verb) => t(`verb.${verb}`)).join(", ") })}
        </Text>
      )}
      <Radio.Group
        label={t("scope")}
        required
        value={kind}
        onChange={(value) => {
          reach(value);
          write("");
        }}
      >
        <Group mt={6} gap="md">
          {[EVERYTHING, ...KINDS].map((each) => (
            <Radio key={each} value={each} label={t(`scope.${each}`)} />
          ))}
        </Group>
      </Radio.Group>
      {scoped && (
        <Autocomplete label={t("scope.name")} required data={[...new Set(known.data ?? [])]} value={name} onChange={write} />
      )}
    </FormDialog>
  );
}
