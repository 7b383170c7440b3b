/** What the palette asks the server: procedures and executions once, hosts by what is typed. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useSession } from "@/api/session";
import { useStateWord } from "@/ui/stateWord";
import { useSentence } from "@/ui/useSentence";
import type { Choice } from "./choices";

const PAUSE_MS = 150;
const MOST = 200;
const MOST_HOSTS = 10;
const FRESH_MS = 30_000;

/** Things that have names of their own, as far as this person may see them. */
export function useNamed(typed: string): { choices: Choice[]; searching: boolean } {
  const { t } = useTranslation("app");
  const word = useStateWord();
  const sentence = useSentence();
  const { verbs } = useSession();
  const [search] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const query = { limit: MOST };
  const procedures = useQuery({
    queryKey: ["palette", "procedures"],
    queryFn: async () => (await said(api.GET("/api/v1/procedures", { params: { query } }))).items,
    enabled: verbs.includes("procedure.read"),
    staleTime: FRESH_MS,
  });
  const executions = useQuery({
    queryKey: ["palette", "executions"],
    queryFn: async () => (await said(api.GET("/api/v1/executions", { params: { query } }))).items,
    enabled: verbs.includes("execution.read"),
    staleTime: FRESH_MS,
  });
  const hosts = useQuery({
    queryKey: ["palette", "hosts", search],
    queryFn: async () => (await said(api.GET("/api/v1/hosts", { params: { query: { limit: MOST_HOSTS, search } } }))).items,
    enabled: search !== "" && verbs.includes("inventory.read"),
    staleTime: FRESH_MS,
    placeholderData: (before) => before,
  });
  const mayStart = verbs.includes("execution.start");
  const choices: Choice[] = [
    ...(procedures.data ?? []).flatMap(({ name, title, version }): Choice[] => [
      {
        id: `procedure ${name}`,
        group: "procedures",
        label: title || name,
        description: name,
        words: name,
        to: "/procedures/$name",
        params: { name },
      },
      ...(mayStart && version > 0
        ? [
            {
              id: `run ${name}`,
              group: "runs" as const,
              label: t("palette.run", { name: title || name }),
              words: name,
              to: "/procedures/$name/run",
              params: { name },
            },
          ]
        : []),
    ]),
    ...(executions.data ?? []).map(
      (each): Choice => ({
        id: `execution ${each.id}`,
        group: "executions",
        label: `#${each.number} ${String(each.procedure.name)}`,
        description: sentence(each),
        words: `${each.status} ${word(each.status)} ${each.actor.name}`,
        to: "/executions/$execution",
        params: { execution: String(each.number) },
      }),
    ),
    ...(hosts.data ?? []).map(
      ({ name, address, groups }): Choice => ({
        id: `host ${name}`,
        group: "hosts",
        label: name,
        description: [address, ...groups].join(" · "),
        words: `${address} ${groups.join(" ")}`,
        to: "/inventory/hosts/$name",
        params: { name },
      }),
    ),
  ];
  return { choices, searching: hosts.isFetching || search !== typed.trim() };
}
