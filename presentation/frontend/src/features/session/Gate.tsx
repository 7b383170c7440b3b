/** Nobody gets past without a session. When one ends, the login stands over the open page: nothing typed is lost. */
import { Center, Loader, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { Problem } from "@/api/problem";
import { session, useSession } from "@/api/session";
import { ProblemNote } from "@/ui/Problem";
import { LoginForm } from "./LoginForm";
import { Front } from "./Front";
import { SetupForm } from "./SetupForm";

interface Shown {
  /** Stands on the pages of those who are not in yet. */
  beside: ReactNode;
  children: ReactNode;
}

export function Gate({ beside, children }: Shown): ReactNode {
  const { t } = useTranslation("session");
  const { standing } = useSession();
  const asked = useQuery({
    queryKey: ["session"],
    queryFn: () => said(api.GET("/api/v1/session")),
    enabled: standing === "unknown",
  });
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: () => said(api.GET("/api/v1/setup")),
    enabled: standing === "nobody",
  });
  useEffect(() => {
    if (asked.data) session.began(asked.data);
  }, [asked.data]);

  if (standing === "in" || standing === "over") {
    return (
      <>
        {children}
        <Modal
          opened={standing === "over"}
          onClose={() => undefined}
          withCloseButton={false}
          title={t("over.title")}
        >
          <LoginForm note={t("over.text")} />
        </Modal>
      </>
    );
  }
  const error = setup.error ?? (asked.error instanceof Problem && asked.error.status !== 401 ? asked.error : null);
  if (error) {
    return (
      <Front title="noc-orchestrator" beside={beside}>
        <ProblemNote error={error} again={() => void (setup.error ? setup : asked).refetch()} />
      </Front>
    );
  }
  if (standing === "unknown" || setup.data === undefined) {
    return (
      <Center h="100vh">
        <Loader aria-label={t("loading")} />
      </Center>
    );
  }
  return setup.data.needed ? (
    <Front title={t("setup.title")} beside={beside}>
      <SetupForm />
    </Front>
  ) : (
    <Front title={t("login.title")} beside={beside}>
      <LoginForm />
    </Front>
  );
}
