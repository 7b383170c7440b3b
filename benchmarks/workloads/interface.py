"""What a workload is: a load that may be made smaller, and a way to measure it that ends in lines and figures."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.contenders import Opener
from benchmarks.ground import Load, Say
from demo.servers import Backing


@dataclass(frozen=True)
class Asked:
    """How to measure: `baselines` None means all of them."""

    load: Load
    rounds: int
    stacks: Sequence[Backing]
    baselines: Collection[str] | None
    say: Say

    def chosen(self, baselines: Mapping[str, Opener]) -> dict[str, Opener]:
        """Those of the baselines that are wanted."""
        return {
            name: opener
            for name, opener in baselines.items()
            if self.baselines is None or name in self.baselines
        }


@dataclass(frozen=True)
class Answer:
    """What was found: lines for people, and the same for machines."""

    lines: Sequence[str]
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Workload:
    """`title` says in one line what is done."""

    title: str
    load: Load
    measure: Callable[[Asked], Answer]
