"""What the JSON of `ansible-inventory --list`, and of inventory scripts, says."""

from collections.abc import Iterator

from noc_presentation.inventory.collected import Collected, CollectedGroup, Owner
from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.names import shown
from noc_presentation.inventory.tree import Entries, Items, Leaf, Tree, plain

_PARTS = ("hosts", "children", "vars")


def collect_list(tree: Tree) -> Collected:
    """Everything the document says; a host counts when a group lists it, as with Ansible."""
    if not isinstance(tree, Entries):
        raise unreadable("inventory.format", "an inventory is an object of groups", tree.row)
    reader = _Reader()
    for name, group in tree.entries:
        if name.value != "_meta":
            reader.group(name, group)
    if meta := tree.get("_meta"):
        reader.meta(meta)
    return reader.collected


class _Reader:
    def __init__(self) -> None:
        self.collected = Collected()

    def group(self, name: Leaf, tree: Tree) -> None:
        """Reads one group: an object of hosts, children and vars, or only the list of its hosts."""
        group = self.collected.group(name.value, name.row)
        parts = Entries(((Leaf("hosts", tree.row), tree),), tree.row) if isinstance(tree, Items) else tree
        for key, part in self._entries(parts, f"group {shown(name.value)}"):
            match key.value:
                case "hosts":
                    self._hosts(group, part)
                case "children":
                    self._children(group, part)
                case "vars":
                    for variable, value in self._entries(part, "vars"):
                        self._assign(group, variable, value)
                case other:
                    words = f"{shown(other)}: a group has {', '.join(_PARTS)}"
                    self.collected.findings.error("inventory.key_unknown", words, key.row)

    def meta(self, tree: Tree) -> None:
        """Reads the variables of the hosts that the groups listed."""
        hostvars = {key.value: part for key, part in self._entries(tree, "_meta")}.get("hostvars")
        if hostvars is None:
            return
        for name, variables in self._entries(hostvars, "hostvars"):
            host = self.collected.hosts.get(name.value)
            if host is None:
                self.collected.findings.warning(
                    "inventory.host_unlisted",
                    f"host {shown(name.value)}: no group lists it; left out",
                    name.row,
                )
                continue
            for variable, value in self._entries(variables, f"host {host.name}"):
                self._assign(host, variable, value)

    def _hosts(self, group: CollectedGroup | None, tree: Tree) -> None:
        for leaf in self._texts(tree, "hosts", "inventory.host_not_string"):
            host = self.collected.host(leaf.value, leaf.row)
            if group and host:
                host.groups.add(group.name)

    def _children(self, group: CollectedGroup | None, tree: Tree) -> None:
        for leaf in self._texts(tree, "children", "inventory.group_not_string"):
            child = self.collected.group(leaf.value, leaf.row)
            if group and child:
                group.children.setdefault(child.name, leaf.row)

    def _assign(self, owner: Owner | None, name: Leaf, tree: Tree) -> None:
        if owner is not None:
            self.collected.assign([owner], name.value, _without_marks(tree), name.row)

    def _texts(self, tree: Tree, what: str, code: str) -> Iterator[Leaf]:
        if not isinstance(tree, Items):
            self.collected.findings.error("inventory.list_expected", f"{what} must be a list", tree.row)
            return
        for item in tree.items:
            if isinstance(item, Leaf) and isinstance(item.value, str):
                yield item
            else:
                self.collected.findings.error(code, f"an entry of {what} is no text", item.row)

    def _entries(self, tree: Tree, what: str) -> tuple[tuple[Leaf, Tree], ...]:
        if isinstance(tree, Entries):
            return tree.entries
        self.collected.findings.error("inventory.map_expected", f"{what} must be an object", tree.row)
        return ()


def _without_marks(tree: Tree) -> object:
    """The plain value; a text that Ansible marked as unsafe is that text, which it always is here."""
    if isinstance(tree, Entries) and len(tree.entries) == 1 and (text := tree.get("__ansible_unsafe")):
        return plain(text)
    return plain(tree)
