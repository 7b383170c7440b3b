"""Answering what walks ask, as somebody types it."""

from collections.abc import Callable

import pytest

from .played import Document, PlayedServer
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


def test_an_execution_is_cancelled_in_one_way(server: PlayedServer, noc: Run) -> None:
    result = noc("executions", "cancel", "12", "--after-step", "--force")

    assert (result.exit_code, "--after-step or --force" in result.stderr) == (2, True)
    assert server.asked == []
