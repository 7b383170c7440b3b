"""Answering what walks ask, as somebody types it."""

from collections.abc import Callable

import httpx
import pytest
from click.testing import CliRunner

from noc_presentation.noc.main import noc as noc_command
from noc_presentation.noc.surroundings import Surroundings

from .played import Document, PlayedServer, at, execution, host
from .terminal import Run

QUESTION = "01a1fbba-0000-7000-8000-00000000000c"


def question(**more: object) -> Document:
    """A question as the API shows it."""
    return {
        "id": QUESTION,
        "execution_number": 12,
        "host": "web1",
        "node": "sure",
        "question": "Restart it?",
        "asked_for": {"name": "ana", "kind": "person"},
        "expires_at": None,
        "digest": "sha256:00",
        "fields": None,
        "outcome": None,
        "answers": [],
        "quorum": 1,
        **more,
    }


@pytest.fixture
def server() -> PlayedServer:
    return PlayedServer(
        answers={
            ("GET", f"/questions/{QUESTION}"): (200, question()),
            ("POST", f"/questions/{QUESTION}/answers"): (200, question(outcome="refused")),
        }
    )


@pytest.fixture
def noc(server: PlayedServer, played_by: Callable[[PlayedServer], Run]) -> Run:
    return played_by(server)


@pytest.mark.parametrize(
    "words", [("--approve", "--refuse"), ("--refuse", "--value", "slot=4"), ("--reason", "who knows")]
)
def test_two_answers_or_none_are_no_answer(server: PlayedServer, noc: Run, words: tuple[str, ...]) -> None:
    result = noc("questions", "answer", QUESTION, *words)

    assert (result.exit_code, "say one thing" in result.stderr) == (2, True)
    assert server.asked == []


def test_one_answer_is_given(server: PlayedServer, noc: Run) -> None:
    result = noc("questions", "answer", QUESTION, "--refuse", "--reason", "not at night")

    assert (result.exit_code, result.stdout) == (0, "web1: Restart it?  refused\n")
    assert server.bodies() == [{"digest": "sha256:00", "outcome": "refused", "reason": "not at night"}]


def test_no_open_question_does_not_mean_that_nobody_was_ever_asked(server: PlayedServer, noc: Run) -> None:
    server.answers["GET", "/questions"] = (200, {"items": [], "next": None})

    assert "--all shows closed ones" in noc("questions", "list").stderr
    assert "--all" not in noc("questions", "list", "--all").stderr


def test_a_table_that_a_program_reads_has_one_line_for_each_thing(server: PlayedServer) -> None:
    one = question(question="Is this one of those long questions that fill lines?", host="a" * 60)
    server.answers["GET", "/questions"] = (200, {"items": [one], "next": None})
    environment = {"NOC_URL": "http://presentation.test", "NOC_TOKEN": "noc_pat_x"}
    around = Surroundings(environment, httpx.MockTransport(server))

    lines = CliRunner().invoke(noc_command, ["questions", "list"], obj=around).stdout.splitlines()

    assert len(lines) == 2
    assert lines[1].split()[-1] == QUESTION


def test_a_question_shows_who_has_answered_what(server: PlayedServer, noc: Run) -> None:
    given = {"by": "ana", "outcome": "refused", "reason": "not now", "at": at(2)}
    server.answers["GET", f"/questions/{QUESTION}"] = (200, question(outcome="refused", answers=[given]))

    lines = noc("questions", "show", QUESTION).stdout.splitlines()

    assert lines[-2:] == ["Restart it?", "refused by ana at 2026-11-21 09:00:02 UTC: not now"]


@pytest.mark.parametrize(
    ("words", "before", "after", "told"),
    [
        (("move", "12", "web2", "done"), "cancelled", "cancelled", "web2 goes on at done"),
        (("redo", "12", "web2"), "failed", "failed", "web2 goes on at check"),
        (
            ("skip", "12", "web2"),
            "failed",
            "failed",
            "web2 goes on at check, which it passes over as succeeded",
        ),
        (("move", "12", "web2", "done"), "waiting", "running", "web2 goes on at restart"),
        (("skip", "12", "web2"), "waiting", "succeeded", "web2 is succeeded"),
    ],
)
def test_a_redirected_host_is_told_where_it_goes_on(
    server: PlayedServer, noc: Run, words: tuple[str, ...], before: str, after: str, told: str
) -> None:
    place = "/executions/12/hosts/web2"
    server.answers["GET", place] = (200, host("web2", before, places=["check"]))
    server.answers["POST", f"{place}/{words[0]}"] = (202, host("web2", after, node="restart"))

    result = noc("executions", *words, "--reason", "by hand")

    assert (result.exit_code, result.stdout) == (0, f"{told}\n")


def test_one_withdrawn_step_is_one_step(server: PlayedServer, noc: Run) -> None:
    cancelled = execution("running", {"running": 1}, cancel={"withdrawn": 1, "confirmed": 0})
    server.answers["POST", "/executions/12/cancel"] = (202, cancelled)

    assert "1 step withdrawn, 0 confirmed so far" in noc("executions", "cancel", "12").stdout


def test_an_execution_is_cancelled_in_one_way(server: PlayedServer, noc: Run) -> None:
    result = noc("executions", "cancel", "12", "--after-step", "--force")

    assert (result.exit_code, "--after-step or --force" in result.stderr) == (2, True)
    assert server.asked == []
