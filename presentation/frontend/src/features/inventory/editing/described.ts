/** A host between the form that people fill in and the description that the server takes: pure. */
import { parseDocument, stringify } from "yaml";

export interface Described {
  name: string;
  address: string;
  port: string;
  user: string;
  groups: string[];
  tags: string[];
  /** Variables as YAML, as Ansible's people write them. */
  vars: string;
}

export const NOBODY: Described = { name: "", address: "", port: "", user: "", groups: [], tags: [], vars: "" };

export interface Host {
  name: string;
  address: string;
  port: number | null;
  user: string | null;
  groups: readonly string[];
  tags: readonly string[];
  vars: Readonly<Record<string, unknown>>;
}

export function describedOf(host: Host): Described {
  return {
    name: host.name,
    address: host.address === host.name ? "" : host.address,
    port: host.port === null ? "" : String(host.port),
    user: host.user ?? "",
    groups: [...host.groups],
    tags: [...host.tags],
    vars: Object.keys(host.vars).length === 0 ? "" : stringify(host.vars),
  };
}

/** The variables in a text, or what is wrong with it, with the line where the reader knows one. */
export function varsOf(text: string): { vars: Record<string, unknown> } | { wrong: string } {
  const document = parseDocument(text, { prettyErrors: true });
  const first = document.errors[0];
  if (first) return { wrong: first.message };
  const read: unknown = document.toJS() ?? {};
  if (typeof read !== "object" || Array.isArray(read) || read === null) return { wrong: "" };
  return { vars: read as Record<string, unknown> };
}

/** What the server is told; its keys go along unchanged. Null while the variables can't be read. */
export function bodyOf(described: Described, hostKeys: readonly string[]) {
  const read = varsOf(described.vars);
  if ("wrong" in read) return null;
  const empty = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    name: described.name.trim(),
    address: empty(described.address),
    port: described.port === "" ? null : Number(described.port),
    user: empty(described.user),
    groups: described.groups,
    tags: described.tags,
    vars: read.vars,
    host_keys: [...hostKeys],
  };
}
