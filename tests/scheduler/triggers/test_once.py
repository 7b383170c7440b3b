"""A trigger that fires once: when it may be made, and when it fires."""

from datetime import UTC, datetime, timedelta

import pytest

from noc_scheduler.triggers import InvalidTrigger, OnceTrigger, read_trigger

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_it_fires_at_its_instant_and_never_again() -> None:
    trigger = read_trigger({"kind": "once", "at": "2026-11-21T10:00:00+01:00"}, NOW - timedelta(minutes=5))
    assert trigger == OnceTrigger(NOW)
    assert trigger.next_fire(NOW - timedelta(seconds=1)) == NOW
    assert trigger.next_fire(NOW) is None


def test_an_instant_a_moment_ago_still_means_now() -> None:
    trigger = read_trigger({"kind": "once", "at": "2026-11-21T08:59:30Z"}, NOW)
    assert trigger.first_fire(NOW) == NOW - timedelta(seconds=30)


def test_what_it_says_of_itself_reads_back_the_same() -> None:
    trigger = OnceTrigger(NOW)
    assert read_trigger(trigger.document(), NOW) == trigger


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-11-21T08:58:00Z", "schedule.past"),
        ("2037-01-01T00:00:00Z", "schedule.too_far"),
        ("2026-11-21T10:00:00", "datetime.timezone_required"),
        ("2026-02-30T10:00:00Z", "datetime.invalid"),
        ("tomorrow", "datetime.invalid"),
        (1_800_000_000, "datetime.invalid"),
        (None, "datetime.invalid"),
    ],
)
def test_it_is_refused_with_a_reason(at: object, code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({"kind": "once", "at": at}, NOW)
    assert (refused.value.path, refused.value.code) == ("/at", code)


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        ({}, "/kind", "trigger.kind_unknown"),
        ({"kind": "weekly"}, "/kind", "trigger.kind_unknown"),
        (
            {"kind": "once", "at": "2026-11-21T10:00:00Z", "expression": "* * * * *"},
            "/expression",
            "field.unknown",
        ),
    ],
)
def test_a_document_of_no_known_form_is_refused(document: dict[str, object], path: str, code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger(document, NOW)
    assert (refused.value.path, refused.value.code) == (path, code)
