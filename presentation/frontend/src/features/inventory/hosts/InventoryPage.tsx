/** Hosts and groups: find a host, see who is in a group, and the ways to bring more in. */
import { SegmentedControl, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useGroups } from "@/api/groups";
import { ButtonLink } from "@/ui/Anchor";
import { EmptyState } from "@/ui/EmptyState";
import { SearchIcon } from "@/ui/icons";
import { PageHead } from "@/ui/PageHead";
import { ProblemNote } from "@/ui/Problem";
import { KeysLink } from "../keys/KeysLink";
import { useHosts } from "./asking";
import { GroupList } from "./GroupList";
import { HostList } from "./HostList";
import "./inventory.css";

const PAUSE_MS = 200;

export default function InventoryPage(): ReactNode {
  const { t } = useTranslation("inventory");
  const mayEdit = useMay("inventory.edit");
  const [view, show] = useState("hosts");
  const [wanted, want] = useState("");
  const [group, choose] = useState<string | null>(null);
  const [search] = useDebouncedValue(wanted.trim(), PAUSE_MS);
  const hosts = useHosts(search, group);
  const groups = useGroups();
  const found = hosts.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = search !== "" || group !== null;
  const empty = hosts.data !== undefined && found.length === 0;
  const importing = mayEdit && <ButtonLink to="/inventory/import">{t("import")}</ButtonLink>;
  return (
    <>
      <PageHead title={t("title")}>
        <KeysLink />
        {mayEdit && (
          <ButtonLink to="/inventory/new" variant="default">
            {t("new")}
          </ButtonLink>
        )}
        {importing}
      </PageHead>
      <div className="noc-inventory-tools">
        <SegmentedControl
          aria-label={t("view")}
          value={view}
          onChange={show}
          data={[
            { value: "hosts", label: t("hosts") },
            { value: "groups", label: t("groups") },
          ]}
        />
        {view === "hosts" && (
          <>
            <TextInput
              data-search
              aria-label={t("search")}
              placeholder={t("search")}
              leftSection={<SearchIcon size={15} />}
              value={wanted}
              onChange={(event) => want(event.currentTarget.value)}
            />
            <Select
              aria-label={t("group")}
              placeholder={t("group.all")}
              searchable
              clearable
              data={(groups.data?.items ?? []).map((each) => each.name)}
              value={group}
              onChange={choose}
            />
          </>
        )}
      </div>
      <ProblemNote error={hosts.error ?? groups.error} again={() => void hosts.refetch()} />
      {hosts.isPending && <Skeleton h={240} />}
      {empty && !filtered && (
        <EmptyState title={t("empty.title")} {...(importing ? { action: importing } : {})}>
          {t("empty.text")}
        </EmptyState>
      )}
      {view === "hosts" && empty && filtered && <Text c="dimmed">{t("none_found")}</Text>}
      {view === "hosts" && found.length > 0 && (
        <HostList
          hosts={found}
          more={hosts.hasNextPage && !hosts.isFetchingNextPage}
          onMore={() => void hosts.fetchNextPage()}
        />
      )}
      {view === "groups" && groups.data && (
        <GroupList
          groups={groups.data.items}
          onChoose={(name) => {
            choose(name);
            want("");
            show("hosts");
          }}
        />
      )}
    </>
  );
}
