"""Who is meant by a target: the hosts of its groups and the hosts it names, and never nobody."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.credentials.hosts import bound, choice_for
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.model import Target, TargetHost, as_target
from noc_presentation.inventory.rows import all_groups, all_hosts, hosts_where, members_of
from noc_presentation.names import folded
from noc_presentation.store.inventory import GroupRow, HostRow


def resolve(session: Session, target: Target) -> list[TargetHost]:
    """The union of the target's groups and hosts, each host once, by name; none where it is without hosts.

    Raises Invalid: `target.unknown_group` and `target.unknown_host` for names there are none of (both at
    once: `target.unknown`), `target.empty` when the target names nothing or its groups hold no host,
    `target.contradiction` when it names some and says that it is without.
    """
    if target.without_hosts:
        return _without_hosts(target)
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
    found = hosts_where(session, HostRow.id.in_(members_of(groups.values())) | HostRow.id.in_(hosts.values()))
    if not found:
        raise Invalid(
            "target.empty", _nobody(target), [Complaint("/target", "target.empty", "means no host")]
        )
    known = bound(session)
    targets = (as_target(host, choice_for(host.groups, host.vars, known).names) for host in found)
    return sorted(targets, key=lambda host: host.name)


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


def _nobody(target: Target) -> str:
    if not target.groups:
        return "the target names no group and no host; an empty target is nobody, never everybody"
    return f"no host is in {', '.join(target.groups[:3])}; nothing would run"
