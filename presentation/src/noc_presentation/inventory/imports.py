"""Importing a whole inventory: judged first, then stored in one transaction, or not at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.inventory import bulk, formats, nesting
from noc_presentation.inventory.collected import Collected, Forbidden
from noc_presentation.inventory.findings import Finding, as_refusal
from noc_presentation.inventory.imported import imported_hosts
from noc_presentation.inventory.merge import Merged, merge
from noc_presentation.inventory.model import ImportedHost
from noc_presentation.inventory.names import RESERVED
from noc_presentation.inventory.nesting import Nesting
from noc_presentation.inventory.rows import Writer, all_groups, hosts_where
from noc_presentation.names import folded


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read and judged on its own; `groups` it makes even when no host is in them.

    `dropped` are the variables that were left out because no inventory may have them.
    """

    format: str
    collected: Collected
    hosts: tuple[ImportedHost, ...]
    groups: tuple[str, ...]
    dropped: tuple[Forbidden, ...] = ()
    nestings: frozenset[Nesting] = frozenset()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    format: str
    merged: Merged
    new_groups: tuple[str, ...]
    warnings: tuple[Finding, ...]
    dropped: tuple[Forbidden, ...] = ()
    nested: tuple[Nesting, ...] = ()
    unnested: tuple[Nesting, ...] = ()


def read(declared: str, content: str, drop_forbidden: bool = False) -> Document:
    """Read and judge a document without looking at what is stored.

    A variable that no inventory may have is a fault, or with `drop_forbidden` left out and told.

    Its faults are left among its findings, so that `compare` can tell them with its own; Invalid is raised
    only where reading had to stop.
    """
    chosen, collected = formats.read(declared, content, drop_forbidden)
    hosts = imported_hosts(collected)
    groups = tuple(sorted(collected.groups.keys() - RESERVED))
    nestings = frozenset(
        (group.name, child)
        for group in collected.groups.values()
        for child in group.children
        if not RESERVED & {group.name, child}
    )
    return Document(chosen, collected, hosts, groups, tuple(collected.forbidden), nestings)


def refuse_faults(document: Document) -> None:
    """Raise Invalid with every fault that was found so far, if there is one."""
    if document.collected.findings.has_errors:
        raise as_refusal(document.collected.findings.in_order())


def compare(session: Session, document: Document, *, replace: bool) -> Imported:
    """What importing the document changes; raises Invalid with all its faults and contradictions."""
    findings = document.collected.findings
    merged = merge(hosts_where(session), document.hosts, replace=replace, findings=findings)
    known = {row.folded: row.name for row in session.scalars(all_groups())}
    for name in document.groups:
        if known.get(folded(name), name) != name:
            findings.error(
                "group.confusable",
                f"group {name}: is stored as {known[folded(name)]}, which differs only in case",
                document.collected.groups[name].row,
            )
    before = nesting.stored(session)
    kept = frozenset() if replace else before
    for name in nesting.in_a_circle(kept | document.nestings):
        if not findings.has_errors:
            findings.error("group.cycle", f"group {name}: would be below itself", None)
    refuse_faults(document)
    new_groups = tuple(name for name in document.groups if folded(name) not in known)
    return Imported(
        document.format,
        merged,
        new_groups,
        findings.in_order(),
        document.dropped,
        tuple(sorted(document.nestings - before)),
        tuple(sorted(before - document.nestings - kept)),
    )


def store(session: Session, imported: Imported, actor: Actor, now: datetime) -> None:
    """Do what `compare` found, in the same transaction."""
    nesting.forget(session, imported.unnested)
    writer = Writer(session, actor, now)
    for name in imported.new_groups:
        writer.group(name)
    bulk.store(session, writer, imported.merged, actor, now)
    nesting.add(session, imported.nested)
