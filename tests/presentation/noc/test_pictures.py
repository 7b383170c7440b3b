"""What is drawn, cell by cell: the matrix, the board that somebody watches, and a host's walk."""

import io
from textwrap import dedent
from typing import Any

import pytest
from rich.console import Console, RenderableType

from noc_presentation.noc.board import Board
from noc_presentation.noc.explain import walk_lines
from noc_presentation.noc.matrix import matrix_view
from noc_presentation.noc.report import trouble_lines
from noc_presentation.noc.screen import picture
from noc_presentation.noc.states import STATES
from noc_presentation.noc.ways_on import ways_on

from . import played


def drawn(picture_of: RenderableType, width: int = 100) -> str:
    """The picture as plain text, without blanks at the ends of lines."""
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(picture_of)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def text(expected: str) -> str:
    return dedent(expected).strip("\n")


NO_ROUTE = {"outcome": "unreachable", "node": "check", "message": "no route\nat all"}
FOUR_WAYS = played.matrix(
    played.row("web1", "succeeded", begin="succeeded", check="succeeded", done="succeeded"),
    played.row(
        "web2",
        "succeeded",
        begin="succeeded",
        check="failed",
        restart="changed",
        again="done*4",
        done="succeeded",
    ),
    played.row(
        "web4",
        "failed",
        begin="succeeded",
        check="failed",
        restart="changed",
        again="exhausted*6",
        gave_up="failed",
    ),
    played.row("web5", "unreachable", begin="succeeded", check="unreachable"),
)


def test_the_matrix_shows_each_host_at_each_step() -> None:
    assert drawn(matrix_view(FOUR_WAYS, 100)) == text("""
        host  begin  check  restart  again  done  gave_up  ended
        web1    ✓      ✓                     ✓             ✓ succeeded
        web2    ✓      ✕       ▲      •×4    ✓             ✓ succeeded
        web4    ✓      ✕       ▲      ∞×6            ✕     ✕ failed
        web5    ✓      ⏻                                   ⏻ unreachable
        ✓ succeeded   ▲ changed   ✕ failed   ⏻ unreachable   ∞ exhausted   • passed
    """)


def test_where_there_is_only_ascii_it_shows_ascii() -> None:
    shown = drawn(matrix_view(FOUR_WAYS, 100, ascii_only=True))
    assert shown.isascii()
    assert shown.splitlines()[3] == "web4    +      x       ^      E*6            x     x failed"


def test_steps_that_do_not_fit_get_numbers_and_a_key() -> None:
    steps = [f"a_rather_long_step_{number}" for number in range(1, 26)]
    shown = drawn(
        matrix_view(
            played.matrix(played.row("h1", "succeeded", **dict.fromkeys(steps, "succeeded")), nodes=steps),
            100,
        )
    )
    lines = shown.splitlines()
    assert lines[0].split() == ["host", *map(str, range(1, 17)), "ended"]
    assert lines[2].split() == ["host", *map(str, range(17, 26)), "ended"]
    assert "25=a_rather_long_step_25" in shown
    assert max(map(len, lines)) <= 100


def test_two_thousand_hosts_share_a_row_for_each_way_they_went() -> None:
    rows = [
        played.row(f"rtr-{number:04}", "unreachable", begin="succeeded", check="unreachable")
        if number % 10 == 0
        else played.row(f"rtr-{number:04}", "succeeded", begin="succeeded", check="succeeded")
        for number in range(2000)
    ]
    assert drawn(matrix_view(played.matrix(*rows), 100)) == text("""
        host                    begin  check  ended
        rtr-0001 and 1799 more    ✓      ✓    ✓ succeeded
        rtr-0000 and 199 more     ✓      ⏻    ⏻ unreachable
        ✓ succeeded   ⏻ unreachable
    """)


@pytest.fixture
def board() -> Board:
    """Six hosts, each somewhere else."""
    made = Board()
    for happened in (
        played.event("visit.started", "web1", 1, node="check", kind="task"),
        played.finished("web1", 2, "check", "succeeded"),
        played.over("web1", 3, "succeeded"),
        played.event("visit.started", "web2", 3, node="restart", kind="task"),
        played.event("visit.waiting", "web3", 4, node="probe", reason="all 4 slots are taken"),
        played.finished("web4", 5, "check", "failed", rc=3, message="non-zero return code"),
        played.event("visit.started", "web5", 5, node="check", kind="task"),
        played.over(
            "web5", 6, "failed", {"outcome": "unreachable", "node": "check", "message": "no route\nat all"}
        ),
        played.event("execution.started", None, 0),
        played.event("arrow.taken", "web6", 7, **{"from": "begin", "to": "check", "outcome": "succeeded"}),
    ):
        made.take(happened)
    return made


RUNNING = played.execution("running", {"succeeded": 1, "running": 3, "waiting": 1, "failed": 1})


def test_the_board_shows_counts_then_crowds_then_who_moved_last(board: Board) -> None:
    assert drawn(picture(RUNNING, board, height=30, elapsed=14.2, ascii_only=False)) == text("""
        execution 12 · restart-web version 3 · ◔ running · 14 s
        ✓ succeeded 1   ✕ failed 1   ◔ running 3   ‖ waiting 1
        restart 1 · probe 1 · check 1

        host                at                 state          since
        web4                check              ✕ failed       09:00:05  rc 3, non-zero return code
        web3                probe              ‖ waiting      09:00:04  all 4 slots are taken
        web2                restart            ◔ running      09:00:03
        web5                check              ⏻ unreachable  09:00:06  at check: no route
        web1                check              ✓ succeeded    09:00:03
    """)


def test_a_low_terminal_shows_fewer_hosts_and_says_so(board: Board) -> None:
    waiting = {**RUNNING, "waiting_for": "executor node node-1 is pending"}
    lines = drawn(picture(waiting, board, height=9, elapsed=1, ascii_only=False)).splitlines()
    assert len(lines) <= 9
    assert lines[3] == "executor node node-1 is pending"
    assert lines[-1] == "and 2 hosts more"


def test_two_thousand_hosts_fill_no_more_than_the_terminal() -> None:
    board = Board()
    for number in range(2000):
        board.take(played.event("visit.started", f"rtr-{number:04}", 1, node="check", kind="task"))
    lines = drawn(picture(RUNNING, board, height=40, elapsed=1, ascii_only=False)).splitlines()
    assert len(lines) <= 40
    assert lines[2] == "check 2000"
    assert lines[-1] == "and 1967 hosts more"


def test_hosts_with_the_same_trouble_share_a_line() -> None:
    reason = {"outcome": "failed", "node": "gave_up", "message": "", "code": None}
    hosts = [played.host(f"web{number}", "failed", reason=reason) for number in range(1, 6)]
    hosts.append(
        played.host(
            "db1", "failed", "unreachable", {"outcome": "unreachable", "node": "check", "message": "no route"}
        )
    )
    hosts.append(played.host("db2", "waiting", node="check", waiting_for="all 4 slots are taken"))
    hosts.append(played.host("db3", "succeeded"))
    assert [line.plain for line in trouble_lines(hosts)] == [
        "web1, web2, web3 and 2 more: ✕ failed at gave_up",
        "db1: ⏻ unreachable at check: no route",
        "db2: ‖ waiting at check, waits: all 4 slots are taken",
        "",
    ]
    assert trouble_lines([played.host("db3", "succeeded")]) == []


def visit(number: int, node: str, outcome: str | None, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "node": node,
        "status": "succeeded",
        "outcome": outcome,
        "executor_node": None,
        "rc": None,
        "stdout": "",
        "stderr": "",
        "message": "",
        "why": None,
        "waiting_for": None,
        "started_at": played.at(number),
        "finished_at": played.at(number + 1),
        **more,
    }


def test_a_walk_is_told_visit_by_visit_with_its_whys() -> None:
    reason = {"outcome": "failed", "node": "gave_up", "message": "", "code": None}
    path = [
        visit(1, "begin", "succeeded"),
        visit(
            2,
            "check",
            "failed",
            rc=3,
            executor_node="node-1",
            message="no good",
            stderr="inactive\n",
        ),
        visit(3, "starting", "otherwise", why={"sentence": "x == 'activating' is false (x = 'inactive')"}),
        visit(4, "gave_up", "failed"),
    ]
    walk = {**played.host("web4", "failed", reason=reason), "path": path, "vars": {}}
    assert "\n".join(line.plain for line in walk_lines(walk)) == text("""
        web4 (10.0.0.1): ✕ failed at gave_up
           1  09:00:01  begin  ✓ succeeded  1.0 s
           2  09:00:02  check  ✕ failed  1.0 s  on node-1  rc 3
                no good
                inactive
           3  09:00:03  starting  • otherwise  1.0 s
                because x == 'activating' is false (x = 'inactive')
           4  09:00:04  gave_up  ✕ failed  1.0 s
    """)


def test_what_steps_have_said_is_shown_to_who_asks_and_not_without_end() -> None:
    path = [
        visit(2, "look", "changed", stdout="--- before\n+++ after\n"),
        visit(3, "long", "succeeded", stdout="x\n" * 103),
    ]
    walk = {**played.host("web4", "succeeded"), "path": path, "vars": {}}
    assert len([*walk_lines(walk)]) == 3
    lines = [line.plain.strip() for line in walk_lines(walk, output=True)]
    assert lines[2:4] == ["--- before", "+++ after"]
    assert (lines.count("x"), lines[-1]) == (100, "… 3 lines more")


def test_a_waiting_walk_says_what_it_waits_for() -> None:
    waiting = visit(2, "check", None, status="waiting", finished_at=None, waiting_for="a slot")
    walk = {
        **played.host("web1", "waiting", waiting_for="a slot"),
        "outcome_word": None,
        "path": [waiting],
        "vars": {},
    }
    assert [line.plain for line in walk_lines(walk)] == [
        "web1 (10.0.0.1): ‖ waiting",
        "   2  09:00:02  check  ‖ waiting",
        "        waits: a slot",
        "waits: a slot",
    ]


def test_a_walk_tells_who_decided_what_when_and_why() -> None:
    def act(kind: str, second: int, **more: Any) -> dict[str, Any]:
        told = {"type": kind, "at": played.at(second), "actor": {"name": "ana"}, "reason": "by hand"}
        return {**told, "visit": None, "node": None, "outcome": None, **more}

    path = [
        visit(1, "sure", "refused"),
        visit(4, "check", "timed_out", status="skipped", message="by hand"),
        visit(6, "restart", "cancelled"),
    ]
    acts = [
        act("question.answered", 2, visit=1, outcome="refused", reason="not now"),
        act("token.moved", 3, node="check"),
        act("visit.finished", 5, visit=4, outcome="timed_out"),
        act("host_run.finished", 7, reason=""),
    ]
    walk = {**played.host("web4", "cancelled", reason={"message": "cancelled"}), "path": path, "acts": acts}
    assert "\n".join(line.plain for line in walk_lines(walk)) == text("""
        web4 (10.0.0.1): ⊘ cancelled
           1  09:00:01  sure  • refused  1.0 s
                answered refused by ana at 09:00:02: not now
              moved to check by ana at 09:00:03: by hand
           4  09:00:04  check  ◷ timed_out  1.0 s
                passed over as timed_out by ana at 09:00:05: by hand
           6  09:00:06  restart  ⊘ cancelled  1.0 s
              cancelled by ana at 09:00:07
    """)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        (
            played.host("a", "waiting", node="sure", waiting_for="waits for an answer: Sure?"),
            "‖ waiting at sure, waits for an answer: Sure?",
        ),
        (played.host("a", "queued", waiting_for="waits for wave 3 of 3"), "◌ queued waits for wave 3 of 3"),
        (
            played.host("a", "waiting", node="check", waiting_for="paused by ana: lunch"),
            "‖ waiting at check, paused by ana: lunch",
        ),
        (
            played.host("a", "waiting", node="check", waiting_for="all 4 slots are taken"),
            "‖ waiting at check, waits: all 4 slots are taken",
        ),
        (played.host("a", "cancelled", reason={"message": "cancelled"}), "⊘ cancelled"),
    ],
)
def test_what_a_host_waits_for_is_said_once(host: dict[str, Any], told: str) -> None:
    assert [line.plain for line in trouble_lines([host])] == [f"a: {told}", ""]


def test_where_only_a_person_can_decide_the_commands_are_named() -> None:
    words = "the attempt was lost, and whether it has changed anything is not known: a person must decide"
    stuck, free = played.host("web1", "waiting", waiting_for=words), played.host("web2", "running")
    assert ways_on("12", [free]) == []
    assert [line.partition(" --")[0].strip() for line in ways_on("12", [stuck, free])] == [
        "noc executions skip 12 web1",
        "noc executions redo 12 web1",
    ]


def test_every_state_has_a_symbol_a_word_and_a_colour_of_its_own_kind() -> None:
    of_executor_nodes = {"pending", "authorised", "draining", "stopping", "suspended", "revoked"}
    of_others = {*of_executor_nodes, "delivered", "undeliverable"}
    statuses = set(STATES) - of_others
    assert {"queued", "running", "waiting", "succeeded", "failed", "cancelled", "unreachable"} <= statuses
    assert len({STATES[word].symbol for word in statuses}) == len(statuses)
    assert len({STATES[word].plain for word in statuses}) == len(statuses)
