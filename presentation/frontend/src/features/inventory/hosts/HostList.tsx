/** Hosts as rows; only those in sight are drawn, and the next page is asked for near the end. */
import { Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";

export interface ListedHost {
  name: string;
  address: string;
  port: number | null;
  groups: string[];
  tags: string[];
  host_keys: string[];
}

interface Shown {
  hosts: readonly ListedHost[];
  more: boolean;
  onMore: () => void;
}

const ROW_PX = 58;
const SOON = 40;

export function HostList({ hosts, more, onMore }: Shown): ReactNode {
  const { t } = useTranslation("inventory");
  const box = useRef<HTMLUListElement>(null);
  const rows = useWindowVirtualizer({
    count: hosts.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: box.current?.offsetTop ?? 0,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= hosts.length - SOON) onMore();
  }, [more, last, hosts.length, onMore]);
  return (
    <>
      <Text size="sm" c="dimmed" mb={6} role="status">
        {t(more ? "count_more" : "count", { count: hosts.length })}
      </Text>
      <ul ref={box} className="noc-hosts" style={{ height: rows.getTotalSize() }}>
        {drawn.map((row) => {
          const host = hosts[row.index] as ListedHost;
          return (
            <li
              key={host.name}
              aria-setsize={more ? -1 : hosts.length}
              aria-posinset={row.index + 1}
              style={{ height: ROW_PX, transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
            >
              <div className="noc-host-name">
                <Anchor to="/inventory/hosts/$name" params={{ name: host.name }} fw={600}>
                  {host.name}
                </Anchor>
                <Text size="sm" c="dimmed" truncate>
                  {host.port ? `${host.address}:${host.port}` : host.address}
                </Text>
              </div>
              <Text size="sm" truncate>
                {host.groups.join(", ")}
              </Text>
              <Text size="sm" c="dimmed" truncate>
                {host.host_keys.length === 0 ? t("no_key") : host.tags.join(", ")}
              </Text>
            </li>
          );
        })}
      </ul>
    </>
  );
}
