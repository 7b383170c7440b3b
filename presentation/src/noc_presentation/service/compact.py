"""The matrix of an execution in few bytes: every name is said once, and a cell is three small numbers."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]


def compact(matrix: Document) -> dict[str, Any]:
    """The same as the scheduler's matrix, for browsers that ask every second about thousands of hosts.

    `states` lists each pair of state (the outcome, or the status of a visit under way) and status that occurs; a cell
    is [place of its node, place of its state, visits]. The same matrix gives the same answer.
    """
    nodes = {node["id"]: place for place, node in enumerate(matrix["nodes"])}
    states: dict[tuple[str, str], int] = {}

    def cells(host: Document) -> list[tuple[int, int, int]]:
        found = (
            (nodes[node], _place(states, cell), cell["visits"])
            for node, cell in host["cells"].items()
            if node in nodes
        )
        return sorted(found)

    hosts = [
        {"name": host["name"], "status": host["status"], "word": host["outcome_word"], "cells": cells(host)}
        for host in matrix["hosts"]
    ]
    return {
        "nodes": list(matrix["nodes"]),
        "states": [{"state": state, "status": status} for state, status in states],
        "hosts": hosts,
        "arrows": list(matrix["arrows"]),
    }


def _place(states: dict[tuple[str, str], int], cell: Document) -> int:
    return states.setdefault((cell["outcome"] or cell["status"], cell["status"]), len(states))
