/** Give a credential another secret; the one before is gone. */
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { type Credential, CREDENTIALS, useKinds } from "./asking";
import { SecretFields, type Values } from "./SecretFields";
import { given, isComplete } from "./values";

export function OtherSecret({ credential }: { credential: Credential }): ReactNode {
  const { t } = useTranslation("credentials");
  const queries = useQueryClient();
  const kind = useKinds().data?.find((each) => each.name === credential.kind);
  const [opened, { open, close }] = useDisclosure(false);
  const [values, fill] = useState<Values>({});
  const replacing = useMutation({
    mutationFn: () =>
      said(
        api.PUT("/api/v1/credentials/{name}/secret", {
          params: { path: { name: credential.name } },
          body: { values: kind ? given(kind, values) : {} },
        }),
      ),
    onSuccess: async () => {
      leave();
      await queries.invalidateQueries({ queryKey: CREDENTIALS });
    },
  });
  function leave(): void {
    fill({});
    replacing.reset();
    close();
  }
  return (
    <>
      <Button size="compact-sm" disabled={kind === undefined} onClick={open}>
        {t("rotate")}
      </Button>
      {kind && (
        <FormDialog
          opened={opened}
          onClose={leave}
          title={t("rotate_named", { name: credential.name })}
          send={t("rotate.send")}
          sending={replacing}
          onSend={() => replacing.mutate()}
          unready={!isComplete(kind, values)}
        >
          <Text size="sm">{t("rotate.says")}</Text>
          <SecretFields kind={kind} values={values} onChange={fill} />
        </FormDialog>
      )}
    </>
  );
}
