"""What NetBox says about devices and virtual machines, as an Ansible inventory; pure.

NetBox's answers are data from elsewhere: only the members that are named here are read, and each only as a text.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from noc_presentation.errors import Complaint, Invalid

#: What hosts can be grouped by, and where NetBox has it; a device's role was called device_role before 3.6.
GROUPINGS: Mapping[str, tuple[str, ...]] = {
    "site": ("site",),
    "role": ("role", "device_role"),
    "platform": ("platform",),
    "tenant": ("tenant",),
    "cluster": ("cluster",),
}
MOST_COMPLAINTS = 50


def inventory_list(records: Iterable[Mapping[str, Any]], group_by: Iterable[str]) -> dict[str, Any]:
    """The `--list` document: groups are called `site_lisbon`; raises Invalid with all records that can't be hosts."""
    groups: dict[str, list[str]] = {}
    hostvars: dict[str, dict[str, Any]] = {}
    complaints = []
    for record in records:
        name = record.get("name")
        if not isinstance(name, str) or not name:
            complaints.append(_complaint(record, "source.unnamed", "has no name, so it can't be a host"))
        elif name in hostvars:
            complaints.append(_complaint(record, "source.doubled", f"is called {name[:80]!r} like another"))
        else:
            found = {kind: slug for kind in GROUPINGS if (slug := _slug(record, kind))}
            hostvars[name] = _variables(record, found)
            for kind in group_by:
                if kind in found:
                    groups.setdefault(f"{kind}_{found[kind]}", []).append(name)
    if complaints:
        raise Invalid(
            "source.unusable", "the source names what can't be hosts", tuple(complaints[:MOST_COMPLAINTS])
        )
    grouped = {name for members in groups.values() for name in members}
    return {
        "_meta": {"hostvars": hostvars},
        "all": {"children": [*sorted(groups), "ungrouped"]},
        "ungrouped": {"hosts": [name for name in hostvars if name not in grouped]},
        **{group: {"hosts": members} for group, members in sorted(groups.items())},
    }


def _variables(record: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, Any]:
    variables: dict[str, Any] = dict(found)
    if (address := _address(record)) is not None:
        variables["ansible_host"] = address
    tags = [slug for tag in _items(record.get("tags")) if (slug := _text(tag, "slug"))]
    if tags:
        variables["noc_tags"] = sorted(tags)
    return variables


def _address(record: Mapping[str, Any]) -> str | None:
    """The primary address without its prefix length."""
    for name in ("primary_ip", "primary_ip4", "primary_ip6"):
        if (address := _text(record.get(name), "address")) is not None:
            return address.partition("/")[0]
    return None


def _slug(record: Mapping[str, Any], kind: str) -> str | None:
    slugs = (_text(record.get(name), "slug") or _text(record.get(name), "name") for name in GROUPINGS[kind])
    return next((slug for slug in slugs if slug), None)


def _text(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) and found else None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _complaint(record: Mapping[str, Any], code: str, words: str) -> Complaint:
    return Complaint(f"/{str(record.get('url') or record.get('id') or '?')[-80:]}", code, words)
