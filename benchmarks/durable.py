"""What the durable scheduler does: `python -m benchmarks.durable` prints four figures for PostgreSQL and for SQLite.

The service is the real one, in one process with a sender, a clock and heartbeats as the API's process has them. Two
executor nodes and presentation are stand-ins in the same process: what they cost counts against the figures, what
HTTP, signatures and the reading of requests cost is not in them. `--scale 6` makes the outage a real minute long.
"""

import argparse
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.databases import WORDS, Fresh, databases
from benchmarks.house import opened
from noc_scheduler.logs import LogFormat, log_to_stderr

HOSTS, MANY_HOSTS, RATE = 1_000, 10_000, 200.0
SLOTS = {"node-1": HOSTS, "node-2": HOSTS}
BUSY = {"node-1": 1}
SECONDS, OUTAGE_S = 8.0, 10.0
NAMES = ("transitions", "latency", "start", "outage")
Figures = dict[str, Mapping[str, Any]]


def measure(fresh: Fresh, wanted: list[str], scale: float) -> Figures:
    """The wanted figures, each on an empty database."""
    found: Figures = {}
    if "transitions" in wanted:
        with opened(*fresh(), SLOTS) as house:
            found["transitions"] = asdict(figures.transitions(house, HOSTS, SECONDS))
    if "latency" in wanted:
        with opened(*fresh(), SLOTS) as house:
            found["latency"] = asdict(figures.latency(house, HOSTS, RATE, SECONDS))
    if "start" in wanted:
        with opened(*fresh(), BUSY) as house:
            found["start"] = asdict(figures.starting(house, MANY_HOSTS))
    if "outage" in wanted:
        with opened(*fresh(), SLOTS) as house:
            found["outage"] = asdict(figures.outage(house, OUTAGE_S * scale))
    return found


def rows(found: Figures) -> list[tuple[str, str, str]]:
    """What is printed: figure, what was seen, what it should be."""
    told = []
    if one := found.get("transitions"):
        told.append(("durable transitions, batches of 100", f"{one['per_second']:,.0f}/s", "≥ 2,000/s"))
        told.append(("  CPU of the scheduler's process for each", f"{one['cpu_us']:,.0f} µs", ""))
        with_running = f"{one['per_second_with_running']:,.0f}/s"
        told.append(("  each attempt also reported as running", with_running, ""))
    if one := found.get("latency"):
        name = f"report → next dispatch at {one['per_second']:.0f}/s, p50 / p99"
        told.append((name, f"{one['p50_ms']:.1f} / {one['p99_ms']:.1f} ms", "≤ 15 / 60 ms"))
    if one := found.get("start"):
        told.append((f"start over {MANY_HOSTS:,} hosts: hosts frozen", f"{one['frozen_s']:.1f} s", "≤ 3 s"))
        told.append(("  every host at its first step", f"{one['begun_s']:.1f} s", ""))
    if one := found.get("outage"):
        name = f"backlog of {one['backlog']:,} hosts gone after {one['outage_s']:.0f} s without nodes"
        told.append((name, f"{one['drained_s']:.1f} s", f"≤ {one['outage_s']:.0f} s"))
        load = f"  nothing queues any more, {one['load_per_second']:.0f} hosts/s (70 %) coming all the time"
        told.append((load, f"{one['caught_up_s']:.1f} s", ""))
    return told


def main() -> None:
    """Print a table per database; `--json` keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="PATH")
    parser.add_argument("--only", action="append", choices=NAMES, help="only this figure (may be repeated)")
    parser.add_argument("--database", action="append", choices=list(WORDS))
    parser.add_argument("--scale", type=float, default=1.0, help=f"times {OUTAGE_S:.0f} s of outage")
    asked = parser.parse_args()
    log_to_stderr(
        LogFormat.JSON
    )  # as the service does it: what its lines cost counts, nobody's terminal does
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} before the start")
    everything: dict[str, Any] = {"cores": os.cpu_count(), "load_before": load, "figures": {}}
    for kind in asked.database or WORDS:
        with databases(kind) as fresh:
            print(f"\n{WORDS[kind]:<76} {'seen':>16}  aim", flush=True)
            found = everything["figures"][kind] = {}
            for name in asked.only or NAMES:
                found |= measure(fresh, [name], asked.scale)
                for row in rows({name: found[name]}):
                    print(f"{row[0]:<76} {row[1]:>16}  {row[2]}".rstrip(), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
