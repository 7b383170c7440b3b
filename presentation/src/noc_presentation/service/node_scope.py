"""What an executor node may serve: groups of hosts that there are, named as they are stored."""

from sqlalchemy.orm import Session

from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.rows import all_groups
from noc_presentation.names import folded


def known_groups(session: Session, groups: list[str] | None) -> list[str] | None:
    """The groups under their stored names, sorted, each once; None is all. Raises Invalid that names unknown ones."""
    if groups is None:
        return None
    known = {row.folded: row.name for row in session.scalars(all_groups())}
    unknown = [
        Complaint(f"/groups/{place}", "executor_node.unknown_group", "there is no such group")
        for place, name in enumerate(groups)
        if folded(name) not in known
    ]
    if unknown:
        raise Invalid("executor_node.unknown_group", "a group is not known", unknown)
    return sorted({known[folded(name)] for name in groups})
