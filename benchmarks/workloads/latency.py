"""W3: one host, one step, an idle system: how long a person waits, and which part of us takes how much of it."""

import time
from typing import Any

from benchmarks.baselines import OF_LATENCY
from benchmarks.comparison import Sample, Series, median, percentile
from benchmarks.ground import Load, ground
from benchmarks.instants import EXECUTOR, STRETCHES, instants_of, stretches
from benchmarks.product import NAMES, Product, product
from benchmarks.rounds import Field, opened
from benchmarks.tables import ratio_lines
from benchmarks.workloads.interface import Answer, Asked, Workload

SLOTS = 4
OURS_IN_A_ROUND, OTHERS_IN_A_ROUND = 20, 3
IDLE_S = 0.25
AIM = 8.0
MS = 1000.0


def measure(asked: Asked) -> Answer:
    """Ours some times and the others some times, round after round, after one run of each that makes it warm."""
    wanted = {NAMES[backing]: product(backing, SLOTS) for backing in asked.stacks}
    lines: list[str] = []
    figures: dict[str, Any] = {}
    with (
        ground(asked.load.hosts, asked.say) as place,
        opened(place, asked.load, wanted | asked.chosen(OF_LATENCY)) as everybody,
    ):
        samples: dict[str, list[Sample]] = {name: [] for name in everybody.contenders}
        split: dict[str, list[dict[str, float]]] = {name: [] for name in wanted}
        for contender in everybody.contenders.values():
            contender.run()
        for number in range(asked.rounds):
            for name in everybody.contenders:
                asked.say(f"round {number + 1} of {asked.rounds}: {name}")
                _several(everybody, name, samples[name], split)
    middles = {name: _middle_by_round(name, found, asked.rounds) for name, found in samples.items()}
    for name, found in samples.items():
        seconds = [sample.seconds for sample in found]
        p50, p99 = median(seconds) * MS, percentile(seconds, 0.99) * MS
        lines.append(f"  {name:<30} {len(found):>4} runs  p50 {p50:>7.0f} ms  p99 {p99:>7.0f} ms")
        figures[name] = {"seconds": seconds, "split": split.get(name, [])}
    lines += [f"  {name:<30} {reason}" for name, reason in everybody.absent.items()]
    others = [middles[name] for name in middles if name not in wanted]
    for name in wanted:
        lines += ratio_lines(middles[name], others, dict.fromkeys(OF_LATENCY, AIM))
        lines += _split_lines(name, split[name], samples[name])
    return Answer(lines, figures)


def _several(
    everybody: Field, name: str, samples: list[Sample], split: dict[str, list[dict[str, float]]]
) -> None:
    contender = everybody.contenders[name]
    if not isinstance(contender, Product):
        samples += [everybody.sample(name) for _ in range(OTHERS_IN_A_ROUND)]
        return
    before, seconds = everybody.spent(name), []
    for _ in range(OURS_IN_A_ROUND):
        time.sleep(IDLE_S)
        run = contender.execute()
        seconds.append(run.seconds)
        split[name].append(stretches(instants_of(contender, run)))
    used = everybody.spent(name).since(before)
    cpu = {part: spent / OURS_IN_A_ROUND for part, spent in used.parts.items()}
    samples += [Sample(each, cpu, used.targets / OURS_IN_A_ROUND) for each in seconds]


def _middle_by_round(name: str, samples: list[Sample], rounds: int) -> Series:
    """The median of each round, for the ratios."""
    each = len(samples) // rounds
    parts = [samples[number * each : (number + 1) * each] for number in range(rounds)]
    return Series(
        name,
        {n: Sample(median([one.seconds for one in part])) for n, part in enumerate(parts)},
    )


def _split_lines(name: str, split: list[dict[str, float]], samples: list[Sample]) -> list[str]:
    lines = [f"  where {name} spends it, p50 (each stretch by itself):"]
    for stretch in STRETCHES:
        lines.append(f"    {stretch:<60} {median([one[stretch] for one in split]) * MS:>7.0f} ms")
        if stretch == EXECUTOR:
            of_host = median([one.targets_cpu for one in samples])
            lines.append(f"    {'  of which the host computed':<60} {of_host * MS:>7.0f} ms")
    return lines


WORKLOAD = Workload("W3: one host, one step, API call to finished, idle and warm", Load(1, 1), measure)
