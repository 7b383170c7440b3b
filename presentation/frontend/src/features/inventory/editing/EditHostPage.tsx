/** Describe a host anew; whoever was quicker is not overwritten. */
import { Alert, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said, saidWithTag } from "@/api/client";
import { GROUPS } from "@/api/groups";
import { Anchor } from "@/ui/Anchor";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { hostKey, HOSTS } from "../hosts/asking";
import { type bodyOf, describedOf } from "./described";
import { HostForm } from "./HostForm";

export default function EditHostPage(): ReactNode {
  const { t } = useTranslation("inventory");
  const router = useRouter();
  const queries = useQueryClient();
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const path = { name };
  const { data: seen, error } = useQuery({
    queryKey: [...hostKey(name), "as it was"],
    queryFn: () => saidWithTag(api.GET("/api/v1/hosts/{name}", { params: { path } })),
    gcTime: 0, // each edit begins from what is there, and keeps what it began from
    staleTime: Number.POSITIVE_INFINITY,
  });
  const replacing = useMutation({
    mutationFn: (body: NonNullable<ReturnType<typeof bodyOf>>) =>
      said(api.PUT("/api/v1/hosts/{name}", { params: { path, header: { "If-Match": seen?.etag ?? "" } }, body })),
    onSuccess: async () => {
      await Promise.all([HOSTS, GROUPS, hostKey(name)].map((queryKey) => queries.invalidateQueries({ queryKey })));
      await router.navigate({ to: "/inventory/hosts/$name", params: path } as never);
    },
  });
  const host = seen?.data;
  return (
    <>
      <PageHead
        title={t("edit_named", { name })}
        below={
          <Anchor to="/inventory/hosts/$name" params={path}>
            {t("edit.back")}
          </Anchor>
        }
      />
      <ProblemNote error={error} />
      {!host && !error && <Skeleton h={320} />}
      {host?.managed_by && (
        <Alert color="yellow" variant="light" mb="md" p="sm" maw={760}>
          {t("edit.managed", { document: host.managed_by.document })}
        </Alert>
      )}
      {host && (
        <HostForm
          beginning={describedOf(host)}
          hostKeys={host.host_keys}
          named
          send={t("edit.save")}
          sending={replacing}
          onSend={(body) => replacing.mutate(body)}
        />
      )}
    </>
  );
}
