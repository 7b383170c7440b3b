"""Ports: two demos that start at the same moment never want the same ones."""

import subprocess
import sys

from demo import ports

ASK = "from demo import ports; print(*ports.free_ports((0, 0)), flush=True); input()"


def test_a_port_that_another_demo_has_chosen_but_not_opened_yet_is_not_chosen() -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        theirs = [int(word) for word in other.stdout.readline().split()] if other.stdout else []
        ours = ports.free_ports(theirs)
    finally:
        other.communicate("\n")
    assert len(theirs) == 2
    assert not set(ours) & set(theirs)


def test_ports_of_a_demo_that_has_ended_can_be_had_again() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ASK], input="\n", capture_output=True, text=True, check=True
    )
    theirs = [int(word) for word in ended.stdout.split()]
    assert ports.free_ports(theirs) == theirs


def test_one_process_gives_no_port_away_twice() -> None:
    first = ports.free_ports((0, 0, 0))
    second = ports.free_ports(first)
    assert len({*first, *second}) == 6
