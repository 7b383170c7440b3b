/** Make one host; many come in by an import. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, idempotencyKey, said } from "@/api/client";
import { GROUPS } from "@/api/groups";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { HOSTS } from "../hosts/asking";
import { type bodyOf, NOBODY } from "./described";
import { HostForm } from "./HostForm";

export default function NewHostPage(): ReactNode {
  const { t } = useTranslation("inventory");
  const router = useRouter();
  const queries = useQueryClient();
  const [sent, send] = useState({ text: "", key: idempotencyKey() });
  const making = useMutation({
    mutationFn: (body: NonNullable<ReturnType<typeof bodyOf>>) => {
      // The same host sent twice is made once; another one is another wish.
      const text = JSON.stringify(body);
      const key = text === sent.text ? sent.key : idempotencyKey();
      send({ text, key });
      return said(api.POST("/api/v1/hosts", { params: { header: { "Idempotency-Key": key } }, body }));
    },
    onSuccess: async ({ name }) => {
      await Promise.all([HOSTS, GROUPS].map((queryKey) => queries.invalidateQueries({ queryKey })));
      await router.navigate({ to: "/inventory/hosts/$name", params: { name } } as never);
    },
  });
  return (
    <>
      <PageHead title={t("new")} below={<Anchor to="/inventory">{t("all")}</Anchor>} />
      <HostForm beginning={NOBODY} hostKeys={[]} named={false} send={t("make")} sending={making} onSend={(body) => making.mutate(body)} />
    </>
  );
}
