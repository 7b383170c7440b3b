"""Figures of a comparison, pure: samples by contender and round, their middle, their spread, and ratios of them."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One run: seconds from order to end, and CPU seconds of each part of the contender and of the hosts."""

    seconds: float
    cpu: Mapping[str, float] = field(default_factory=dict)
    targets_cpu: float = 0.0

    @property
    def controller_cpu(self) -> float:
        return sum(self.cpu.values())


@dataclass(frozen=True)
class Series:
    """The samples of one contender by round; `absent` says in words why there is none."""

    name: str
    samples: Mapping[int, Sample] = field(default_factory=dict)
    absent: str = ""

    @property
    def seconds(self) -> list[float]:
        return [self.samples[number].seconds for number in sorted(self.samples)]


def median(values: Sequence[float]) -> float:
    """The middle one, or halfway between the two in the middle; not a number where there is none."""
    return statistics.median(values) if values else math.nan


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The least and the most."""
    return (min(values), max(values)) if values else (math.nan, math.nan)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of them does not exceed."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def ratios(ours: Series, other: Series) -> list[float]:
    """How many times longer the other took, for each round that both were in: 2.0 means we are twice as fast."""
    both = sorted(ours.samples.keys() & other.samples.keys())
    return [other.samples[number].seconds / ours.samples[number].seconds for number in both]


def turn(contenders: Sequence[str], number: int) -> list[str]:
    """Who goes when in a round: each begins once before anybody begins twice, so that no place is an advantage."""
    start = number % len(contenders) if contenders else 0
    return [*contenders[start:], *contenders[:start]]
