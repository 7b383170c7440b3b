"""`noc-scheduler verify`: what it prints, how it exits, and what journals of executor nodes add to it."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from noc_scheduler.cli import main
from noc_scheduler.keys import own_key
from noc_scheduler.store.tables import waits
from tests.scheduler.conftest import World


@pytest.fixture
def execution(world: World) -> str:
    """web1's check has ended and its restart, which runs once, is under way; the other checks are too."""
    own_key(world.means.settings.key_file)
    fake = world.node()
    execution = world.start()
    world.drain()
    world.finish(fake.on("web1"), outcome="failed", rc=3)
    world.say(fake.on("web1", "restart"))
    return execution


def run(world: World, *arguments: str | Path) -> Result:
    home = {"NOC_SCHEDULER_HOME": str(world.means.settings.home)}
    return CliRunner().invoke(main, ["verify", *map(str, arguments)], env=home)


def kept(attempt: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A journal's line about an attempt that is over and reported."""
    told = {"state": "finished", "outcome": "succeeded", "executed": 1, "to_send": 0}
    return {"attempt": attempt["id"], "lease": attempt["lease"], "boot": "boot-1", **told, **more}


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    def write(*lines: dict[str, Any] | str, name: str = "node-1") -> Path:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines))
        return path

    return write


def lose_a_wait(world: World) -> None:
    """web2 waits for an executor node, and nobody knows how long."""
    world.tampered = True
    with world.means.database.writing() as connection:
        assert connection.execute(sa.delete(waits)).rowcount


def test_books_in_order_are_summed_up_in_one_line(world: World, execution: str) -> None:
    result = run(world)
    assert result.exit_code == 0
    events = len(world.events(execution))
    assert result.output == f"checked 1 execution, 3 host runs, {events} events: all invariants hold\n"
    assert run(world, execution).output == run(world, "1").output == result.output


def test_each_finding_is_a_line_with_its_invariant_and_place(world: World, execution: str) -> None:
    world.presentation.has("web9")
    world.nodes["node-1"].mood = "unreachable"
    world.start()
    world.drain()
    lose_a_wait(world)

    result = run(world)
    assert result.exit_code == 1
    first, last = result.output.splitlines()
    assert first.startswith("I1 execution 2, host web9: visit 2 of 'check' is stuck")
    assert last.endswith(": 1 finding")
    assert run(world, "1").exit_code == 0


def test_findings_can_be_read_by_programs(world: World, execution: str) -> None:
    world.nodes["node-1"].mood = "unreachable"
    world.presentation.has("web9")
    world.start()
    world.drain()
    lose_a_wait(world)

    finding, total = map(json.loads, run(world, "--json").output.splitlines())
    assert (finding["invariant"], finding["seq"]) == ("I1", None)
    assert total["findings"] == 1
    assert (total["checked"]["executions"], total["checked"]["host_runs"]) == (2, 4)


@pytest.mark.parametrize("reference", ["77", "nonsense", "01890000-0000-7000-8000-000000000000"])
def test_what_is_not_there_is_a_wrong_use(world: World, execution: str, reference: str) -> None:
    result = run(world, reference)
    assert result.exit_code == 2
    assert "there is no such execution" in result.output


def test_journals_that_fit_are_counted(world: World, execution: str, journal: Any) -> None:
    check, restart = world.nodes["node-1"].on("web1", "check"), world.nodes["node-1"].on("web1", "restart")
    lines = [kept(check), kept(restart, state="running", outcome=None, to_send=1)]
    result = run(world, "--journal", journal(*lines))
    assert result.exit_code == 0, result.output
    assert ", 2 attempts in journals: all invariants hold" in result.output


def test_an_attempt_that_was_begun_twice_is_found_over_all_journals(
    world: World, execution: str, journal: Any
) -> None:
    check = world.nodes["node-1"].on("web1", "check")
    one, other = journal(kept(check)), journal(kept(check), name="node-2")
    assert run(world, "--journal", one).exit_code == 0
    result = run(world, "--journal", one, "--journal", other)
    assert result.exit_code == 1
    assert "I6 execution 1, host web1: attempt 1 of visit 2 was begun 2 times" in result.output


def test_a_step_that_runs_once_and_was_begun_by_two_attempts_is_found(
    world: World, execution: str, journal: Any
) -> None:
    """The second attempt is what a scheduler with a bug would have made."""
    world.tampered = True
    restart = world.nodes["node-1"].on("web1", "restart")
    again = {**restart, "id": "01890000-0000-7000-8000-000000000000"}
    with world.means.database.writing() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO attempts (id, account_id, execution, host_run, visit, number, node, document, status,"
                " lease, seq, next_try_at, created_at, version) SELECT :id, account_id, execution, host_run, visit,"
                " 2, node, document, 'lost', 1, 0, next_try_at, created_at, 0 FROM attempts WHERE node = 'restart'"
            ),
            {"id": again["id"].replace("-", "")},
        )
    result = run(world, "--journal", journal(kept(restart, to_send=1), kept(again)))
    assert (
        "I6 execution 1, host web1: visit 3 is of a step that runs once, and attempts 1, 2" in result.output
    )


def test_a_report_that_was_acknowledged_and_forgotten_is_found(
    world: World, execution: str, journal: Any
) -> None:
    restart = world.nodes["node-1"].on("web1", "restart")
    assert run(world, "--journal", journal(kept(restart, to_send=1))).exit_code == 0
    result = run(world, "--journal", journal(kept(restart)))
    assert result.exit_code == 1
    assert "I8 execution 1, host web1: attempt 1 of visit 3 is over and reported" in result.output


def test_work_that_the_scheduler_does_not_know_of_is_found(
    world: World, execution: str, journal: Any
) -> None:
    stranger = kept({"id": "01890000-0000-7000-8000-000000000000", "lease": 1})
    assert run(world, "--journal", journal(stranger)).exit_code == 1
    assert run(world, "--journal", journal({**stranger, "executed": 0})).exit_code == 0
    assert run(world, "1", "--journal", journal(stranger)).exit_code == 0


def test_a_lease_that_was_never_given_is_found(world: World, execution: str, journal: Any) -> None:
    check = world.nodes["node-1"].on("web1", "check")
    result = run(world, "--journal", journal(kept(check, lease=2)))
    assert "I7 execution 1, host web1: attempt 1 of visit 2 has lease 2" in result.output


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "line 1 is no JSON"),
        ("[" * 100_000, "line 1 is no JSON"),
        ("[]", "line 1: is no JSON object"),
        ("{}", "line 1: 'lease' must be a whole number"),
        ('{"lease": 1, "executed": true, "to_send": 0}', "'executed' must be a whole number"),
        ('{"lease": 1, "executed": 1, "to_send": 0, "state": "finished", "attempt": 5}', "must be an id"),
    ],
)
def test_what_no_journal_has_printed_is_refused(
    world: World, execution: str, journal: Any, line: str, words: str
) -> None:
    result = run(world, "--journal", journal(line))
    assert result.exit_code == 2
    assert words in result.output


def test_a_journal_that_is_not_there_is_refused(world: World, execution: str, tmp_path: Path) -> None:
    result = run(world, "--journal", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "can't be read" in result.output
