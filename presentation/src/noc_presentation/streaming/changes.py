"""What has changed between two pictures of an execution, in the form that the screens put together again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from noc_presentation.service.compact import compact

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """An execution and its matrix, as the scheduler told them."""

    execution: Document
    matrix: Document

    @property
    def whole(self) -> dict[str, Any]:
        """All of it, for whoever has nothing yet."""
        return {"execution": dict(self.execution), "matrix": compact(self.matrix)}


def changes(before: Picture, after: Picture) -> dict[str, Any] | None:
    """Members of the execution that are new, and of the matrix the hosts, cells and arrows that are.

    A part in which nothing changed is left out; nothing at all is an empty answer. None: it can't be told as a change,
    since a node, a host or a cell is gone; the whole has to be told again.
    """
    told: dict[str, Any] = {}
    execution = {
        name: value for name, value in after.execution.items() if before.execution.get(name) != value
    }
    if execution:
        told["execution"] = execution
    if after.matrix is before.matrix:
        return told
    matrix = _changed(before.matrix, after.matrix)
    if matrix is None:
        return None
    if matrix["hosts"] or matrix["arrows"]:
        told["matrix"] = compact(matrix)
    return told


def _changed(before: Document, after: Document) -> Document | None:
    known = {host["name"]: host for host in before["hosts"]}
    if before["nodes"] != after["nodes"] or not known.keys() <= {host["name"] for host in after["hosts"]}:
        return None
    hosts = []
    for host in after["hosts"]:
        old = known.get(host["name"])
        if old == host:
            continue
        had = {} if old is None else old["cells"]
        if not had.keys() <= host["cells"].keys():
            return None
        new = {node: cell for node, cell in host["cells"].items() if had.get(node) != cell}
        hosts.append({**host, "cells": new})
    counted = {_way(arrow): arrow["count"] for arrow in before["arrows"]}
    arrows = [arrow for arrow in after["arrows"] if counted.get(_way(arrow)) != arrow["count"]]
    return {"nodes": after["nodes"], "hosts": hosts, "arrows": arrows}


def _way(arrow: Document) -> tuple[str, str, str]:
    return arrow["from"], arrow["outcome"], arrow["to"]
