"""Prints the table of faults from a report: `python -m tests.faults.table FILE` (see NOC_FAULT_REPORT)."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from demo.servers import Backing


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """A line for each fault: the seconds that recovery took on each stack, the longest where there are several."""
    took: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in rows:
        of_fault = took[row["fault"], row["seen"]]
        of_fault[row["stack"]] = max(of_fault.get(row["stack"], 0.0), row["recovery_s"])
    lines = [
        "| fault | seen | " + " | ".join(f"{stack}, s" for stack in Backing) + " |",
        "|---|---|---:|---:|",
    ]
    for (fault, seen), by_stack in sorted(took.items()):
        cells = [f"{by_stack[stack]:.1f}" if stack in by_stack else "–" for stack in Backing]
        lines.append(f"| {fault} | {seen} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()) + "\n")
