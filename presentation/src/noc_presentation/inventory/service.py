"""Who is meant by a target: the hosts of its groups and the hosts it names, and never nobody."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.credentials.choosing import choose
from noc_presentation.credentials.hosts import bound, picked_by
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.model import Target, TargetHost, as_target
from noc_presentation.inventory.rows import all_groups, all_hosts, hosts_where, members_of
from noc_presentation.names import folded
from noc_presentation.store.base import DEFAULT_ACCOUNT
from noc_presentation.store.inventory import MEMBERSHIPS, GroupRow, HostRow


def resolve(session: Session, target: Target) -> list[TargetHost]:
    """The union of the target's groups and hosts, each host once, by name; none where it is without hosts.

    Raises Invalid: `target.unknown_group` and `target.unknown_host` for names there are none of (both at
    once: `target.unknown`), `target.empty` when the target names nothing or its groups hold no host,
    `target.contradiction` when it names some and says that it is without.
    """
    if target.without_hosts:
        return _without_hosts(target)
    found = hosts_where(session, _meant(session, target))
    if not found:
        raise _nobody(target)
    known = bound(session)

    @cache  # most hosts share their groups with many others
    def credentials(groups: tuple[str, ...], picked: str | tuple[str, ...] | None) -> tuple[str, ...]:
        return choose(groups, picked, known).names

    targets = (as_target(host, credentials(host.groups, picked_by(host.vars))) for host in found)
    return sorted(targets, key=lambda host: host.name)


def labels(session: Session, target: Target) -> set[frozenset[str]]:
    """The groups of each host that `resolve` would answer, those of equal ones once; raises like it.

    Nothing else of the hosts is read: rights are asked far more often than anything is run.
    """
    if target.without_hosts:
        _without_hosts(target)
        return set()
    groups_of: dict[str, set[str]] = {}
    statement = (
        sa.select(HostRow.id, GroupRow.name)
        .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.host_id == HostRow.id)
        .outerjoin(GroupRow, GroupRow.id == MEMBERSHIPS.c.group_id)
        .where(HostRow.account_id == DEFAULT_ACCOUNT, _meant(session, target))
    )
    for host, group in session.execute(statement):
        groups_of.setdefault(host, set()).update(() if group is None else (group,))
    if not groups_of:
        raise _nobody(target)
    return {frozenset(groups) for groups in groups_of.values()}


def _meant(session: Session, target: Target) -> sa.ColumnElement[bool]:
    groups = _known(session, all_groups(), GroupRow, target.groups)
    hosts = _known(session, all_hosts(), HostRow, target.hosts)
    complaints = [
        *_unknown("group", target.groups, groups),
        *_unknown("host", target.hosts, hosts),
    ]
    if complaints:
        codes = {complaint.code for complaint in complaints}
        code = codes.pop() if len(codes) == 1 else "target.unknown"
        raise Invalid(code, "; ".join(complaint.message for complaint in complaints[:3]), complaints)
    return HostRow.id.in_(members_of(groups.values())) | HostRow.id.in_(hosts.values())


def _known(
    session: Session,
    everything: sa.Select[GroupRow] | sa.Select[HostRow],
    table: type[GroupRow] | type[HostRow],
    names: Sequence[str],
) -> dict[str, str]:
    """From folded name to id, for those of `names` that exist."""
    wanted = {folded(name) for name in names}
    statement = everything.with_only_columns(table.folded, table.id).where(table.folded.in_(wanted))
    return dict(session.execute(statement).all())


def _unknown(kind: str, names: Sequence[str], known: dict[str, str]) -> list[Complaint]:
    return [
        Complaint(f"/target/{kind}s/{place}", f"target.unknown_{kind}", f"there is no {kind} {name!r}")
        for place, name in enumerate(names)
        if folded(name) not in known
    ]


def _without_hosts(target: Target) -> list[TargetHost]:
    if target.groups or target.hosts:
        complaint = Complaint(
            "/target/without_hosts", "target.contradiction", "names groups or hosts as well"
        )
        raise Invalid("target.contradiction", "the target is without hosts and names some", (complaint,))
    return []


def _nobody(target: Target) -> Invalid:
    words = "the target names no group and no host; an empty target is nobody, never everybody"
    if target.groups:
        words = f"no host is in {', '.join(target.groups[:3])}; nothing would run"
    return Invalid("target.empty", words, [Complaint("/target", "target.empty", "means no host")])
