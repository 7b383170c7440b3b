"""Tables of a comparison for people, and the same for machines; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.comparison import Series, median, ratios, spread

HEADING = f"{'':<32} {'rounds':>6} {'median':>9} {'least – most':>17} {'CPU':>8} {'hosts CPU':>10}"


def table(title: str, series: Sequence[Series]) -> list[str]:
    """A line for each contender; one that did not run is named with the reason."""
    return [title, HEADING, *map(_line, series)]


def _line(one: Series) -> str:
    if not one.samples:
        return f"  {one.name:<30} {one.absent or 'did not run'}"
    least, most = spread(one.seconds)
    cpu = median([sample.controller_cpu for sample in one.samples.values()])
    targets = median([sample.targets_cpu for sample in one.samples.values()])
    figures = f"{len(one.samples):>6} {median(one.seconds):>7.2f} s {f'{least:.2f} – {most:.2f} s':>17}"
    then = f"  then {one.absent}" if one.absent else ""
    return f"  {one.name:<30} {figures} {cpu:>6.1f} s {targets:>8.1f} s{then}"


def ratio_lines(ours: Series, others: Sequence[Series], aims: Mapping[str, float]) -> list[str]:
    """How many times faster ours is than each other one: the median over rounds, its spread, and what it should be."""
    lines = []
    for other in others:
        if found := ratios(ours, other):
            least, most = spread(found)
            aim = f"  aim ≥ {aims[other.name]:g}" if other.name in aims else ""
            held = "" if not aim else "  held" if median(found) >= aims[other.name] else "  MISSED"
            words = f"{ours.name} against {other.name}"
            lines.append(f"  {words:<62} {median(found):>6.2f}× ({least:.2f} – {most:.2f}){aim}{held}")
    return lines


def parts_line(one: Series, host_tasks: int) -> str:
    """CPU milliseconds that each part of a contender spent on one host-task, the median over rounds."""
    names = {name for sample in one.samples.values() for name in sample.cpu}
    middle = {
        name: median([sample.cpu.get(name, 0.0) for sample in one.samples.values()]) / host_tasks * 1000
        for name in sorted(names)
    }
    return f"  {one.name}: " + ", ".join(f"{name} {value:.1f} ms" for name, value in middle.items())


def document(series: Sequence[Series]) -> dict[str, Any]:
    """Every sample, by contender and round."""
    return {
        one.name: {
            "absent": one.absent,
            "rounds": {number + 1: asdict(sample) for number, sample in one.samples.items()},
        }
        for one in series
    }
