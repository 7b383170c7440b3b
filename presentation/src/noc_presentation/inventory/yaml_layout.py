"""What a YAML inventory says: groups of hosts, children and vars, nested as Ansible nests them."""

from collections.abc import Sequence

from noc_presentation.errors import Invalid
from noc_presentation.inventory.collected import Collected, CollectedGroup, CollectedHost, Owner
from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.host_patterns import expand
from noc_presentation.inventory.names import shown
from noc_presentation.inventory.tree import Entries, Leaf, Tree, ambiguous_leaves, plain


def collect_yaml(tree: Tree) -> Collected:
    """Everything the document says; what can't be understood is a finding, and reading goes on."""
    if not isinstance(tree, Entries):
        raise unreadable("inventory.format", "an inventory is a map of groups", tree.row)
    if plugin := tree.get("plugin"):
        raise unreadable(
            "inventory.format_not_allowed",
            "this configures an inventory plugin, a program; import what ansible-inventory --list prints",
            plugin.row,
        )
    reader = _Reader()
    for name, group in tree.entries:
        reader.group(name, group)
    return reader.collected


class _Reader:
    def __init__(self) -> None:
        self.collected = Collected()

    def group(self, name: Leaf, tree: Tree) -> CollectedGroup | None:
        """Reads one group and, inside it, its children."""
        text = self._name(name, "group")
        group = self.collected.group(text, name.row) if text is not None else None
        for key, part in self._entries(tree, f"group {shown(str(name.value))}"):
            match key.value:
                case "hosts":
                    for host, variables in self._entries(part, "hosts", empty=False):
                        self._hosts(group, host, variables)
                case "children":
                    for child_name, child_tree in self._entries(part, "children", empty=False):
                        child = self.group(child_name, child_tree)
                        if group and child:
                            group.children.setdefault(child.name, child_name.row)
                case "vars":
                    for variable, value in self._entries(part, "vars", empty=False):
                        self._assign([group] if group else [], variable, value)
                case other:
                    self._complain(
                        "inventory.key_unknown",
                        f"{shown(str(other))}: a group has hosts, children and vars",
                        key.row,
                    )
        return group

    def _hosts(self, group: CollectedGroup | None, name: Leaf, tree: Tree) -> None:
        text = self._name(name, "host")
        hosts = self._expanded(text, name.row) if text is not None else []
        for host in hosts:
            if group:
                host.groups.add(group.name)
        for variable, value in self._entries(tree, f"host {shown(str(name.value))}"):
            self._assign(hosts, variable, value)

    def _expanded(self, pattern: str, row: int) -> list[CollectedHost]:
        try:
            names, port = expand(pattern)
        except Invalid as reason:
            self.collected.findings.refused(reason, row, "host")
            return []
        hosts = [host for name in names if (host := self.collected.host(name, row))]
        if port is not None:
            self.collected.assign(hosts, "ansible_port", port, row)
        return hosts

    def _assign(self, owners: Sequence[Owner], name: Leaf, tree: Tree) -> None:
        variable = self._name(name, "variable")
        if variable is None:
            return
        for leaf in ambiguous_leaves(tree):
            self.collected.findings.warning(
                "yaml.ambiguous",
                f"variable {variable}: {leaf.value!r} here, but Ansible's older YAML reads another value; "
                "put it into quotes, or write true, false or the number itself",
                leaf.row,
            )
        self.collected.assign(owners, variable, plain(tree), name.row)

    def _name(self, leaf: Leaf, kind: str) -> str | None:
        if isinstance(leaf.value, str) and not (leaf.ambiguous and kind == "host"):
            return leaf.value
        self._complain(
            f"inventory.{kind}_not_string",
            f"{shown(str(leaf.value))} is no text to every reader of YAML; put the {kind}'s name into quotes",
            leaf.row,
        )
        return None

    def _entries(self, tree: Tree, what: str, empty: bool = True) -> tuple[tuple[Leaf, Tree], ...]:
        if isinstance(tree, Entries):
            return tree.entries
        if not (empty and isinstance(tree, Leaf) and tree.value is None):
            hint = "a map (write {} for an empty one)" if isinstance(tree, Leaf) else "a map, not a list"
            self._complain("inventory.map_expected", f"{what} must be {hint}", tree.row)
        return ()

    def _complain(self, code: str, words: str, row: int) -> None:
        self.collected.findings.error(code, words, row)
