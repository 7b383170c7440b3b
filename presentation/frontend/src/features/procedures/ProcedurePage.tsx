/** One procedure: its steps and its versions. */
import { Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useMay } from "@/api/session";
import { ButtonLink } from "@/ui/Anchor";
import { RunsIcon } from "@/ui/icons";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { clock } from "@/ui/times";
import { Steps } from "./run/Steps";
import { stepsOf } from "./run/steps";
import { useVersion } from "./run/asking";

export default function ProcedurePage(): ReactNode {
  const { t, i18n } = useTranslation("procedures");
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  const mayStart = useMay("execution.start");
  const mayEdit = useMay("procedure.edit");
  const path = { name };
  const asked = useQuery({
    queryKey: ["procedure", name],
    queryFn: () => said(api.GET("/api/v1/procedures/{name}", { params: { path } })),
  });
  const versions = useQuery({
    queryKey: ["versions", name],
    queryFn: () => said(api.GET("/api/v1/procedures/{name}/versions", { params: { path } })),
  });
  const version = useVersion(name, asked.data?.version);
  if (asked.data === undefined) return asked.error ? <ProblemNote error={asked.error} /> : <Skeleton h={240} />;
  const { title, version: newest } = asked.data;
  return (
    <>
      <PageHead title={title || name} below={newest > 0 ? `${name} · ${t("version", { version: newest })}` : `${name} · ${t("never_published")}`}>
        {mayEdit && (
          <ButtonLink to="/procedures/$name/edit" params={{ name }} variant="default">
            {t("edit")}
          </ButtonLink>
        )}
        {mayStart && newest > 0 && (
          <ButtonLink to="/procedures/$name/run" params={{ name }} leftSection={<RunsIcon size={15} />}>
            {t("run")}
          </ButtonLink>
        )}
      </PageHead>
      <Stack>
        {version.data && (
          <Paper withBorder p="md" bg="var(--noc-surface)">
            <Title order={2} size="h4" mb="xs">
              {t("steps")}
            </Title>
            <Steps steps={stepsOf(version.data.canonical)} />
          </Paper>
        )}
        <Paper withBorder p="md" bg="var(--noc-surface)">
          <Title order={2} size="h4" mb="xs">
            {t("versions")}
          </Title>
          {versions.data?.items?.length === 0 && <Text c="dimmed">{t("never_published")}</Text>}
          <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
            {versions.data?.items?.map((each) => (
              <li key={each.number}>
                <Text size="sm" fw={600}>
                  {t("version", { version: each.number })}
                </Text>
                <Text size="sm" c="dimmed">
                  {[each.published_by.name, clock(each.published_at, i18n.language), each.comment].filter(Boolean).join(" · ")}
                </Text>
              </li>
            ))}
          </Stack>
        </Paper>
      </Stack>
    </>
  );
}
