"""Which groups a host is in and which value of a variable counts, by Ansible's rules.

From weakest to strongest: `all`, then groups by their depth below `all` (a group that can be reached in
several ways has its greatest depth), groups of the same depth by name, the host's own. A value replaces the
weaker one as a whole; maps are not merged.
"""

from collections.abc import Mapping

from noc_presentation.inventory.collected import Assigned, Collected, CollectedHost
from noc_presentation.inventory.names import ALL, UNGROUPED


class Groups:
    """The groups of a document with their depths; groups in a circle are findings and have no depth."""

    def __init__(self, collected: Collected) -> None:
        self._groups = collected.groups
        self._parents: dict[str, list[str]] = {name: [] for name in self._groups}
        for group in self._groups.values():
            for child in group.children:
                self._parents[child].append(group.name)
        self._depths = self._measured()
        self._known: dict[frozenset[str], tuple[frozenset[str], dict[str, Assigned]]] = {}
        for name in sorted(self._groups.keys() - self._depths.keys()):
            below = self._with_ancestors(frozenset(self._parents[name])) - {ALL}
            if name in below or name == ALL:
                row = next(group.children[name] for group in self._groups.values() if name in group.children)
                collected.findings.error("group.cycle", f"group {name}: is below itself", row)

    def labels(self, host: CollectedHost) -> tuple[str, ...]:
        """Every group the host is in, through children too, sorted; without `all` and `ungrouped`."""
        members, _ = self._resolve(host)
        return tuple(sorted(members - {ALL, UNGROUPED}))

    def variables(self, host: CollectedHost) -> Mapping[str, Assigned]:
        """The variables that count for the host."""
        _, inherited = self._resolve(host)
        return {**inherited, **host.variables}

    def _resolve(self, host: CollectedHost) -> tuple[frozenset[str], dict[str, Assigned]]:
        listed = frozenset(host.groups) - {ALL, UNGROUPED} or frozenset({UNGROUPED})
        if listed not in self._known:
            members = frozenset(self._with_ancestors(listed))
            inherited: dict[str, Assigned] = {}
            for name in sorted(members, key=lambda name: (self._depths.get(name, 0), name)):
                inherited.update(self._groups[name].variables)
            self._known[listed] = (members, inherited)
        return self._known[listed]

    def _with_ancestors(self, names: frozenset[str]) -> set[str]:
        found, waiting = {ALL}, list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._parents[name])
        return found

    def _measured(self) -> dict[str, int]:
        """Greatest depths, parents before children; what is in a circle or below one is never reached."""
        depths: dict[str, int] = {}
        left = {name: len(parents) for name, parents in self._parents.items()}
        ready = [name for name, parents in left.items() if parents == 0]
        for name in ready:
            above = [depths[parent] + 1 for parent in self._parents[name]]
            depths[name] = 0 if name == ALL else max(above, default=1)
            for child in self._groups[name].children:
                left[child] -= 1
                if left[child] == 0 and child != ALL:
                    ready.append(child)
        return depths
