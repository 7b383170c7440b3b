"""The figures of a comparison say what they claim to."""

import math

from benchmarks.comparison import Sample, Series, median, percentile, ratios, spread, turn


def series(name: str, *seconds: float) -> Series:
    return Series(name, {number: Sample(each) for number, each in enumerate(seconds)})


def test_the_median_is_not_moved_by_one_bad_round() -> None:
    assert median([1.0, 1.1, 60.0]) == 1.1
    assert median([1.0, 3.0]) == 2.0


def test_the_spread_names_the_least_and_the_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == (1.0, 3.0)


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 0.99) == 99.0
    assert percentile([7.0], 0.99) == 7.0


def test_of_nothing_there_is_no_figure() -> None:
    assert math.isnan(median([]))
    assert math.isnan(percentile([], 0.5))
    assert all(map(math.isnan, spread([])))


def test_ratios_pair_what_ran_in_the_same_round() -> None:
    ours, other = series("ours", 1.0, 2.0, 4.0), series("other", 3.0, 4.0, 4.0)
    assert ratios(ours, other) == [3.0, 2.0, 1.0]


def test_a_baseline_that_ran_once_is_compared_with_that_round_alone() -> None:
    slow = Series("slow", {1: Sample(90.0)})
    assert ratios(series("ours", 1.0, 3.0), slow) == [30.0]
    assert ratios(series("ours", 1.0), Series("none", absent="not installed")) == []


def test_everybody_begins_equally_often() -> None:
    names = ["a", "b", "c"]
    orders = [turn(names, number) for number in range(3)]
    assert {order[0] for order in orders} == set(names)
    assert all(sorted(order) == names for order in orders)
    assert turn([], 5) == []


def test_the_controllers_seconds_are_those_of_all_its_parts() -> None:
    assert Sample(1.0, {"scheduler": 0.5, "executor node": 0.25}, targets_cpu=9.0).controller_cpu == 0.75
