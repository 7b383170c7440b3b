"""A trigger that fires by cron: what is accepted, and exactly when it fires around clock changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.triggers import CronTrigger, InvalidTrigger, read_trigger
from noc_scheduler.triggers.weaknesses import Weakness

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
GOLDEN = YAML(typ="safe").load(Path(__file__).parent / "cron_instants.yml")


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["story"])
def test_it_fires_at_exactly_these_instants(case: dict[str, object]) -> None:
    trigger = CronTrigger(str(case["expression"]), str(case["time_zone"]))
    instant = datetime.fromisoformat(str(case["after"]))
    fires = []
    for _ in case["fires"]:
        instant = trigger.next_fire(instant)
        fires.append(instant.isoformat().replace("+00:00", "Z"))
    assert fires == case["fires"]


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "* * * * * *",
        "0 0 0 * * * *",
        "60 * * * *",
        "*/0 * * * *",
        "5-1 * * * *",
        "1,,2 * * * *",
        "@daily",
        "@reboot",
        "٣ * * * *",
        "* * * * *\n",
        "*\t* * * *",
        "*  * * * *",
        "* " * 5_000,
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "0 0 * * FOO",
    ],
)
def test_an_expression_that_is_none_is_refused(expression: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({"kind": "cron", "expression": expression}, NOW)
    assert (refused.value.path, refused.value.code) == ("/expression", "cron.invalid")


@pytest.mark.parametrize("expression", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_an_expression_that_never_fires_is_refused(expression: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({"kind": "cron", "expression": expression}, NOW)
    assert refused.value.code == "cron.never"


def test_a_leap_day_fires_though_rarely() -> None:
    assert CronTrigger("0 0 29 2 *").next_fire(NOW) == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    "time_zone",
    ["Nowhere/At_All", "", "Europe", "../../etc/passwd", "UTC\0", "utc", "europe/berlin", "+03:00", None, 3],
)
def test_an_unknown_time_zone_is_refused(time_zone: object) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({"kind": "cron", "expression": "0 9 * * *", "time_zone": time_zone}, NOW)
    assert (refused.value.path, refused.value.code) == ("/time_zone", "timezone.unknown")


def test_two_day_fields_are_accepted_with_a_warning() -> None:
    assert CronTrigger("0 0 13 * 5").warnings() == (Weakness.EITHER_DAY,)
    assert CronTrigger("0 0 13 * *").warnings() == ()
    assert CronTrigger("0 0 * * 5").warnings() == ()


def test_what_it_says_of_itself_reads_back_the_same() -> None:
    trigger = CronTrigger("*/5 8-18 * * 1-5", "America/Sao_Paulo")
    assert read_trigger(trigger.document(), NOW) == trigger


def test_every_weakness_is_worded_by_a_saying() -> None:
    assert {str(each) for each in Weakness} <= {str(each) for each in Saying}
