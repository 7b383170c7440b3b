"""The workloads: what a comparison lets its contenders do; a new one is a file and a line here."""

from collections.abc import Mapping

from benchmarks.workloads import crowd, latency, soak, steps, transitions
from benchmarks.workloads.interface import Workload

WORKLOADS: Mapping[str, Workload] = {
    "w1": steps.WORKLOAD,
    "w2": transitions.WORKLOAD,
    "w3": latency.WORKLOAD,
    "w4": crowd.WORKLOAD,
    "soak": soak.WORKLOAD,
}
#: Left out unless it is asked for by name.
ON_REQUEST = frozenset({"soak"})
