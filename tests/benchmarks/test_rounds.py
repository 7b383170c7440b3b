"""Rounds of a comparison, with contenders that only say how long they took."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from benchmarks.contenders import RunFailed
from benchmarks.rounds import Field, alternate


@dataclass
class Told:
    """A contender whose runs take what it was told; None is a run that fails."""

    seconds: Iterator[float | None]
    parts: Mapping[str, Sequence[int]]

    def run(self) -> float:
        took = next(self.seconds)
        if took is None:
            raise RunFailed("two of\nthree hosts failed")
        return took


def field(contenders: Mapping[str, Sequence[float | None]], said: list[str]) -> Field:
    ground: Any = SimpleNamespace(say=said.append, fleet=SimpleNamespace(heads=[]))
    return Field(ground, {name: Told(iter(seconds), {}) for name, seconds in contenders.items()})


def test_contenders_take_turns_and_every_kind_is_prepared_for() -> None:
    said: list[str] = []
    prepared: list[str] = []
    kinds = {"cold": lambda: prepared.append("cold"), "warm": lambda: None}
    found = alternate(field({"a": [4.0, 2.0, 4.4, 2.2], "b": [8.0, 6.0, 8.8, 6.6]}, said), 2, kinds)
    assert [one.seconds for one in found["cold"]] == [[4.0, 4.4], [8.0, 8.8]]
    assert [one.seconds for one in found["warm"]] == [[2.0, 2.2], [6.0, 6.6]]
    assert len(prepared) == 4
    assert [line.split()[4] for line in said] == ["a", "a", "b", "b", "b", "b", "a", "a"]


def test_what_takes_long_runs_in_one_round_but_in_each_of_its_kinds() -> None:
    kinds = {"cold": lambda: None, "warm": lambda: None}
    found = alternate(field({"quick": [1.0] * 6, "slow": [90.0, 80.0]}, []), 3, kinds, long_s=30.0)
    assert [len(one.samples) for one in found["cold"]] == [3, 1]
    assert [one.seconds for one in found["warm"]][1] == [80.0]


def test_a_contender_that_fails_is_named_in_one_line_and_the_others_go_on() -> None:
    everybody = field({"good": [1.0] * 3, "bad": [2.0, None]}, [])
    everybody.absent["missing"] = "not installed: no wheel"
    good, bad, missing = alternate(everybody, 3, {"done": lambda: None})["done"]
    assert (len(good.samples), good.absent) == (3, "")
    assert (len(bad.samples), bad.absent) == (1, "failed: two of three hosts failed")
    assert (len(missing.samples), missing.absent) == (0, "not installed: no wheel")
