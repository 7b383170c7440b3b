"""Who is told what, and when: decided from rules alone."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from noc_presentation.reports.composing import compose
from noc_presentation.reports.destination import Destination, QuietHours
from noc_presentation.reports.report import Failure, Occasion, Report, Severity
from noc_presentation.reports.sentences import ENGLISH, PORTUGUESE, sentence

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NIGHT = QuietHours(time(22), time(7), ZoneInfo("America/Sao_Paulo"))
GOOD = Report("e", 7, "restart-web", None, "succeeded", {"succeeded": 6}, 2, 31.0, None, ())
BAD = replace(
    GOOD,
    status="failed",
    counts={"succeeded": 3, "failed": 3},
    failures=(
        Failure("failed", "restart", 2, ("web4", "web5"), "unit not found"),
        Failure("unreachable", "check", 1, ("web6",), "no route to host"),
    ),
)


def wants(**rules: Any) -> Destination:
    return Destination("noc", "mail", **rules)


class TestTheSentence:
    def test_it_says_how_many_and_who_not(self) -> None:
        said = "3 of 6 hosts ok in 31 s; web4, web5 failed at restart; web6 unreachable at check; 2 changed"
        assert sentence(BAD, ENGLISH) == said

    def test_it_says_the_same_in_portuguese(self) -> None:
        said = "3 de 6 hosts ok em 31 s; web4, web5 falhou em restart; web6 inacessível em check; 2 alterados"
        assert sentence(BAD, PORTUGUESE) == said

    def test_many_names_become_a_number(self) -> None:
        many = Failure("failed", "restart", 50, tuple(f"web{n}" for n in range(20)), "")
        assert "web0, web1, web2 and 47 more failed" in sentence(replace(BAD, failures=(many,)), ENGLISH)

    def test_what_never_reached_a_host_says_why(self) -> None:
        nothing = replace(BAD, counts={}, failures=(), reason="the target has no hosts")
        assert sentence(nothing, ENGLISH) == "failed before any host: the target has no hosts"


class TestWhoIsTold:
    def test_by_itself_the_first_failure_and_the_recovery_are_told(self) -> None:
        assert wants().wants(BAD)
        assert not wants().wants(replace(BAD, before=True))
        assert wants().wants(replace(GOOD, before=True))
        assert not wants().wants(GOOD)
        assert not wants().wants(replace(GOOD, before=False))

    def test_what_people_cancelled_is_no_first_failure_and_wakes_nobody(self) -> None:
        cancelled = replace(BAD, status="cancelled", counts={"cancelled": 6})
        assert not wants().wants(cancelled)
        assert wants(occasions=frozenset({Occasion.FAILURE})).wants(cancelled)
        assert cancelled.severity is Severity.WARNING

    @pytest.mark.parametrize(
        ("rules", "told"),
        [
            ({"procedures": ("restart-*",)}, True),
            ({"procedures": ("update-*", "backup")}, False),
            ({"schedules": ("*",)}, False),
            ({"nodes": ("check",)}, True),
            ({"nodes": ("deploy*",)}, False),
            ({"severity": Severity.WARNING}, True),
            ({"severity": Severity.CRITICAL}, False),
            ({"occasions": frozenset({Occasion.RECOVERY})}, False),
        ],
    )
    def test_each_rule_narrows_it(self, rules: dict[str, Any], told: bool) -> None:
        assert wants(**rules).wants(BAD) is told

    def test_a_schedule_is_matched_by_its_id(self) -> None:
        assert wants(schedules=("abc",)).wants(replace(BAD, schedule="abc"))


class TestWhen:
    @pytest.mark.parametrize(
        ("now", "due"),
        [
            ("2026-11-21T12:00+00:00", "2026-11-21T12:00+00:00"),
            ("2026-11-22T01:30+00:00", "2026-11-22T10:00+00:00"),
            ("2026-11-22T09:59+00:00", "2026-11-22T10:00+00:00"),
            ("2026-11-22T10:00+00:00", "2026-11-22T10:00+00:00"),
        ],
    )
    def test_quiet_hours_go_over_midnight_in_their_own_time_zone(self, now: str, due: str) -> None:
        asked = datetime.fromisoformat(now)
        assert wants(quiet=NIGHT).due_at(Severity.WARNING, asked, None) == datetime.fromisoformat(due)

    def test_what_is_critical_is_told_at_any_hour(self) -> None:
        night = datetime.fromisoformat("2026-11-22T01:30+00:00")
        assert wants(quiet=NIGHT).due_at(Severity.CRITICAL, night, None) == night

    def test_a_digest_is_sent_when_its_window_is_over_and_not_later_for_those_who_come_late(self) -> None:
        digest = wants(digest=timedelta(minutes=10))
        due = digest.due_at(Severity.INFO, NOON, None)
        assert due == NOON + timedelta(minutes=10)
        assert digest.due_at(Severity.INFO, NOON + timedelta(minutes=9), due) == due


class TestTheWords:
    def test_nothing_that_is_put_in_becomes_markup(self) -> None:
        evil = "<img src=x onerror=alert(1)>"
        report = replace(BAD, procedure=evil, failures=(Failure("failed", "x", 1, (evil,), evil),))
        html = compose([report], "en", "https://noc.example.org").html
        assert evil not in html
        assert "&lt;img src=x" in html

    def test_several_are_a_line_each(self) -> None:
        composed = compose([BAD, GOOD], "pt-BR", None)
        assert composed.subject == "2 relatórios, 1 com falhas"
        assert composed.text.splitlines()[1] == "restart-web #7: 6 de 6 hosts ok em 31 s; 2 alterados"
