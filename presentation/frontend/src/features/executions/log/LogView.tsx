/** All output as one log: searched by the server, followed until the reader scrolls up, each line with its host. */
import { ActionIcon, Button, CloseButton, Group, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { DownIcon, SearchIcon, UpIcon } from "@/ui/icons";
import { ProblemNote } from "@/ui/Problem";
import { placeOf, placeText } from "../model/log";
import type { Matrix } from "../model/shapes";
import { LogLines } from "./LogLines";
import { fileOf, type Of, useLog, useMatches } from "./useLog";

interface Shown {
  of: Of;
  over: boolean;
  matrix: Matrix;
  /** The line that the address names. */
  line: string | undefined;
  onLine: (line: string) => void;
  onOf: (of: { node: string | undefined; host: string | undefined }) => void;
}

export function LogView({ of, over, matrix, line, onLine, onOf }: Shown): ReactNode {
  const { t } = useTranslation("executions");
  const { log, error, pending, again } = useLog(of, over);
  const [typed, type] = useState("");
  const [wanted, want] = useState("");
  const [place, go] = useState(0);
  const found = useMatches(of, wanted);
  const matches = found.data?.items ?? [];

  function step(by: number): void {
    if (matches.length === 0) return;
    const next = (place + by + matches.length) % matches.length;
    go(next);
    const match = matches[next];
    if (match) onLine(placeText(match));
  }
  return (
    <>
      <Group gap="sm" align="end">
        <Select
          size="xs"
          label={t("log.step")}
          placeholder={t("log.every_step")}
          clearable
          searchable
          data={matrix.nodes.map((node) => ({ value: node.id, label: node.title }))}
          value={of.node ?? null}
          onChange={(node) => onOf({ node: node ?? undefined, host: of.host })}
        />
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === wanted) step(1);
            want(typed);
            if (typed !== wanted) go(-1);
          }}
        >
          <TextInput
            size="xs"
            data-search
            label={t("log.search")}
            maxLength={200}
            leftSection={<SearchIcon size={13} />}
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </form>
        {wanted !== "" && found.data && (
          <Group gap={4} role="status">
            <Text size="sm">
              {t("log.lines", { count: found.data.count })} {t("log.on_hosts", { count: found.data.hosts })}
            </Text>
            <ActionIcon variant="default" aria-label={t("log.before")} disabled={matches.length === 0} onClick={() => step(-1)}>
              <UpIcon size={14} />
            </ActionIcon>
            <ActionIcon variant="default" aria-label={t("log.next")} disabled={matches.length === 0} onClick={() => step(1)}>
              <DownIcon size={14} />
            </ActionIcon>
          </Group>
        )}
        {of.host !== undefined && (
          <Group gap={2}>
            <Text size="sm">{of.host}</Text>
            <CloseButton size="sm" aria-label={t("log.every_host")} onClick={() => onOf({ node: of.node, host: undefined })} />
          </Group>
        )}
        <Button size="xs" variant="default" component="a" href={fileOf(of)} download>
          {t("log.file")}
        </Button>
      </Group>
      <ProblemNote error={error ?? found.error} again={() => void again()} />
      {pending ? (
        <Skeleton h={360} />
      ) : (
        <LogLines execution={of.execution} log={log} wanted={wanted} marked={placeOf(line)} follows={!over} onLine={onLine} />
      )}
      <Text size="xs" c="dimmed">
        {t("log.lines", { count: log.rows })}
        {log.cut && ` · ${t("log.cut")}`}
      </Text>
    </>
  );
}
