"""Our whole product side by side with others, in one go: `python -m benchmarks.compare [w1 w2 w3 w4 soak]`.

Every workload brings up what it needs on loopback and leaves nothing behind. Contenders take turns, round after round,
so that what else the machine does hits all of them; what counts is the median of the ratios within rounds. Absolute
seconds mean something on a quiet machine only. docs/performance.md says how to read the tables.
"""

import argparse
import json
import os
import platform
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from benchmarks.baselines import OF_LATENCY, OF_STEPS, OF_TRANSITIONS
from benchmarks.contenders import RunFailed
from benchmarks.ground import Load, Say
from benchmarks.workloads import ON_REQUEST, WORKLOADS
from benchmarks.workloads.interface import Asked, Workload
from demo.fleet import FleetFailed
from demo.postgresql import PostgreSQLFailed
from demo.redis import RedisFailed
from demo.servers import Backing
from demo.stack import StackFailed
from demo.supervisor import ProcessDied, StillRunning

ROUNDS = 5
BASELINES = sorted({*OF_STEPS, *OF_TRANSITIONS, *OF_LATENCY})
NOTHING = "none"
#: One workload that breaks down keeps no other from being measured.
FAILURES = (
    RunFailed,
    FleetFailed,
    StackFailed,
    PostgreSQLFailed,
    RedisFailed,
    ProcessDied,
    StillRunning,
    httpx.HTTPError,
    OSError,
)


def main() -> None:
    """Measure what is asked for, print tables on standard output and progress on standard error."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say = _teller()
    load_before = os.getloadavg()[0]
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load_before:.1f} before the start"
    )
    everything: dict[str, Any] = {"cores": os.cpu_count(), "load_before": load_before, "workloads": {}}
    failed: list[str] = []
    for name in asked.workload or [each for each in WORKLOADS if each not in ON_REQUEST]:
        workload = WORKLOADS[name]
        how = _how(asked, workload, say)
        say(f"{name}: {how.load.hosts} hosts × {how.load.steps} steps")
        try:
            answer = workload.measure(how)
        except FAILURES as error:
            failed.append(name)
            print(f"\n{workload.title}: could not be measured: {error}", flush=True)
            continue
        shown = f" (now {how.load.hosts} × {how.load.steps})" if how.load != workload.load else ""
        print("\n".join(["", workload.title + shown, *answer.lines]), flush=True)
        everything["workloads"][name] = {"hosts": how.load.hosts, "steps": how.load.steps, **answer.document}
        if asked.json:
            asked.json.parent.mkdir(parents=True, exist_ok=True)
            asked.json.write_text(json.dumps(everything, indent=1) + "\n")
    sys.exit(1 if failed else 0)


def _how(asked: argparse.Namespace, workload: Workload, say: Say) -> Asked:
    load = replace(workload.load, **{n: getattr(asked, n) for n in ("hosts", "steps") if getattr(asked, n)})
    stacks = [Backing(asked.stack)] if asked.stack else list(Backing)
    baselines = None if asked.baseline is None else set(asked.baseline) - {NOTHING}
    return Asked(Load(load.hosts, load.steps), asked.rounds, stacks, baselines, say)


def _arguments() -> argparse.Namespace:
    titles = "\n".join(f"  {name:<6} {workload.title}" for name, workload in WORKLOADS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare",
        description=__doc__,
        epilog=f"workloads:\n{titles}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workload", nargs="*", choices=[[], *WORKLOADS], metavar="WORKLOAD", default=[])
    parser.add_argument("--rounds", type=_positive, default=ROUNDS, metavar="N", help=f"({ROUNDS})")
    parser.add_argument("--stack", choices=[each.value for each in Backing], help="only this one (both)")
    parser.add_argument(
        "--baseline",
        action="append",
        choices=[*BASELINES, NOTHING],
        help="only this one (may be repeated; all)",
        metavar="NAME",
    )
    parser.add_argument("--hosts", type=_positive, metavar="N", help="another number of hosts")
    parser.add_argument("--steps", type=_positive, metavar="N", help="another number of steps")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every sample in this file")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _teller() -> Say:
    """Says a line on standard error, with the seconds since the beginning."""
    began = time.monotonic()
    return lambda line: print(f"{time.monotonic() - began:7.1f} s  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
