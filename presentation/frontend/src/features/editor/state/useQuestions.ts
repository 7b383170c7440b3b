/** What the editor asks the scheduler while somebody writes: kinds, modules, findings. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, said } from "@/api/client";
import { useSession } from "@/api/session";
import { kindsByName, type Kinds, type NodeKind } from "../model/kinds";
import { inWords } from "../model/kindsInWords";

const TYPING_MS = 350;

export interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly node: string | null;
  readonly line: number | null;
  readonly message: string;
}

export function useKinds() {
  const asked = useQuery({
    queryKey: ["node-kinds"],
    queryFn: async () => (await said(api.GET("/api/v1/node-kinds"))).items as readonly NodeKind[],
    staleTime: Infinity,
  });
  const { t } = useTranslation("editor");
  const kinds: Kinds | null = useMemo(
    () => asked.data ? kindsByName(inWords(asked.data, (kind, place, english) => t([`of.${kind}.${place}`, `of.any.${place}`], { defaultValue: english }))) : null,
    [asked.data, t],
  );
  return { ...asked, kinds };
}

/** What the scheduler finds in a text, a moment after it stopped changing. */
export function useFindings(text: string) {
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const asked = useQuery({
    queryKey: ["check", settled],
    queryFn: async () => said(api.POST("/api/v1/procedures/check", { body: { text: settled } })),
    // Asked again once somebody whose session had ended is back.
    enabled: useSession().standing === "in",
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
  });
  return {
    ...asked,
    findings: (asked.data?.findings ?? []) as readonly Finding[],
    current: settled === text && !asked.isPlaceholderData,
  };
}

export interface ModuleInShort {
  readonly name: string;
  readonly title: string | null;
  readonly refused: string | null;
}

export function useModules(search: string) {
  const [words] = useDebouncedValue(search, TYPING_MS / 2);
  return useQuery({
    queryKey: ["modules", words],
    queryFn: async () =>
      (
        await said(
          api.GET("/api/v1/modules", {
            params: { query: { limit: 50, ...(words ? { search: words } : {}) } },
          }),
        )
      ).items as readonly ModuleInShort[],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export interface ModuleOption {
  readonly type?: string;
  readonly required?: boolean;
  readonly choices?: readonly unknown[] | Readonly<Record<string, unknown>> | null;
  readonly default?: unknown;
  readonly description?: string | readonly string[];
}

export interface ModuleInFull extends ModuleInShort {
  readonly description: readonly string[];
  readonly options: Readonly<Record<string, ModuleOption>>;
  readonly open: boolean;
  readonly check_mode: string | null;
}

/** One module with its options; null where no executor node has it. */
export function useModule(name: string) {
  return useQuery({
    queryKey: ["module", name],
    queryFn: async (): Promise<ModuleInFull | null> => {
      const { data, response } = await api.GET("/api/v1/modules/{name}", { params: { path: { name } } });
      return response.ok ? (data as unknown as ModuleInFull) : null;
    },
    enabled: name !== "",
    staleTime: 60_000,
  });
}
