"""Starting and watching executions: what is told on the way, and the exit code at the end."""

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from noc_presentation.noc.main import noc as command
from noc_presentation.noc.surroundings import Surroundings
from noc_presentation.noc.visible import VisibleConsole

from . import played
from .played import Moment, PlayedServer
from .terminal import Run

VERSION = {
    "parameters": {
        "service": {"type": "string", "default": "nginx"},
        "times": {"type": "integer"},
        "ratio": {"type": "number"},
        "force": {"type": "boolean"},
        "names": {"type": "array"},
        "options": {"type": "object"},
    }
}
REFUSED = {
    "code": "target.unknown_group",
    "detail": "there is no group 'nobody'",
    "request_id": "3f2a",
    "errors": [
        {"path": "/target/groups/0", "code": "target.unknown_group", "message": "there is no group 'nobody'"}
    ],
}


def started() -> played.Document:
    return played.execution("queued", {"queued": 2}, "waiting to start")


@pytest.fixture
def server() -> PlayedServer:
    """Two hosts: web1 succeeds, web2 is unreachable."""
    reason = {"outcome": "unreachable", "node": "check", "message": "no route to host"}
    end = played.execution(
        "failed", {"succeeded": 1, "failed": 1}, "1 of 2 hosts ok in 12 s; web2 unreachable"
    )
    story = [
        Moment(played.execution("running", {"running": 2})),
        Moment(
            played.execution("running", {"succeeded": 1, "running": 1}),
            [
                played.event("visit.started", "web1", 1, node="check", kind="task"),
                played.event("visit.started", "web2", 1, node="check", kind="task"),
                played.finished("web1", 2, "check", "succeeded", rc=0),
                played.over("web1", 2, "succeeded"),
            ],
        ),
        Moment(
            end,
            [
                played.finished("web2", 11, "check", "unreachable", message="no route to host"),
                played.over("web2", 12, "failed", reason),
            ],
        ),
    ]
    return PlayedServer(
        story,
        matrix=played.matrix(
            played.row("web1", "succeeded", check="succeeded"),
            played.row("web2", "unreachable", check="unreachable"),
        ),
        hosts=[played.host("web1", "succeeded"), played.host("web2", "failed", "unreachable", reason)],
        answers={
            ("POST", "/executions"): (201, started()),
            ("GET", "/procedures/restart-web"): (200, {"name": "restart-web", "version": 3}),
            ("GET", "/procedures/restart-web/versions/3"): (200, VERSION),
        },
    )


@pytest.fixture
def noc(server: PlayedServer, played_by: Callable[[PlayedServer], Run]) -> Run:
    """`noc` against that server."""
    return played_by(server)


def test_a_watched_run_tells_each_change_then_matrix_troubles_and_one_sentence(
    server: PlayedServer, noc: Run
) -> None:
    result = noc("run", "restart-web", "--group", "web", "--watch")
    assert result.exit_code == 1
    assert [line.rstrip() for line in result.stdout.splitlines()] == [
        "execution 12 · restart-web version 3 · ◌ queued",
        "0.0 s: ◔ running 2",
        "09:00:02 web1  check ✓ succeeded",
        "09:00:02 web1 ✓ succeeded",
        "09:00:11 web2  check ⏻ unreachable  no route to host",
        "09:00:12 web2 ⏻ unreachable  at check: no route to host",
        "host  check  ended",
        "web1    ✓    ✓ succeeded",
        "web2    ⏻    ⏻ unreachable",
        "✓ succeeded   ⏻ unreachable",
        "",
        "web2: ⏻ unreachable at check: no route to host",
        "",
        "1 of 2 hosts ok in 12 s; web2 unreachable",
    ]
    assert server.bodies() == [
        {
            "target": {"groups": ["web"], "hosts": []},
            "start_at": None,
            "procedure": "restart-web",
            "params": {},
        }
    ]
    assert "Idempotency-Key" in server.asked[0].headers


def test_when_all_hosts_succeed_it_ends_with_0(server: PlayedServer, noc: Run) -> None:
    server.story[-1].execution = played.execution("succeeded", {"succeeded": 2}, "2 of 2 hosts ok in 12 s")
    result = noc("run", "restart-web", "--host", "web1", "--host", "web2", "--watch")
    assert result.exit_code == 0
    assert result.stdout.rstrip().endswith("2 of 2 hosts ok in 12 s")


def test_without_watching_it_says_how_to_watch(server: PlayedServer, noc: Run) -> None:
    result = noc("run", "restart-web", "--group", "web")
    assert result.exit_code == 0
    assert "noc executions watch 12" in result.stdout
    assert server.moment == 0


def test_parameters_have_the_types_that_the_procedure_declares(server: PlayedServer, noc: Run) -> None:
    given = ["service=5", "times=5", "ratio=0.5", "force=true", 'names=["a", 1]', 'options={"a": null}']
    words = [word for text in given for word in ("-p", text)]
    assert noc("run", "restart-web", "-g", "web", *words).exit_code == 0
    (body,) = server.bodies()
    assert body["version"] == 3
    assert body["params"] == {
        "service": "5",
        "times": 5,
        "ratio": 0.5,
        "force": True,
        "names": ["a", 1],
        "options": {"a": None},
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("servise=x", "servise: there is no such parameter; there are: service, times"),
        ("times=many", "times: 'many' is no integer (param.type)"),
        ("times=5.0", "times: '5.0' is no integer (param.type)"),
        ("times=true", "times: 'true' is no integer (param.type)"),
        ("ratio=NaN", "ratio: 'NaN' is no number (param.type)"),
        ("ratio=1e999", "ratio: '1e999' is no number (param.type)"),
        ("force=yes", "force: 'yes' is no boolean (param.type)"),
        ("names=a,b", "names: 'a,b' is no array (param.type)"),
        ("names=" + "[" * 20_000, "is no array (param.type)"),
        ("options=[]", "options: '[]' is no object (param.type)"),
        ("service", "'service': write NAME=VALUE"),
    ],
)
def test_what_is_no_value_of_its_type_is_not_sent(
    server: PlayedServer, noc: Run, given: str, told: str
) -> None:
    result = noc("run", "restart-web", "-g", "web", "-p", given)
    assert result.exit_code == 2
    assert told in result.stderr
    assert server.bodies() == []


def test_a_parameter_value_is_never_read_as_a_file(server: PlayedServer, noc: Run) -> None:
    noc("run", "restart-web", "-g", "web", "-p", "service=@/etc/passwd")
    assert server.bodies()[0]["params"] == {"service": "@/etc/passwd"}


@pytest.mark.parametrize(
    "words",
    [
        ("run", "restart-web"),
        ("run",),
        ("run", "restart-web", "-g", "web", "--at", "tomorrow"),
        ("run", "restart-web", "-g", "web", "--at", "2026-11-21T09:00:00"),
        ("run", "restart-web", "-g", "web", "--version", "0"),
        ("run", "restart-web", "-g", "web", "--unknown"),
        ("get", "everything"),
        ("schedules", "create", "s", "--procedure", "p", "-g", "web"),
        ("schedules", "create", "s", "--procedure", "p", "-g", "web", "--cron", "* * * * *"),
        (
            "schedules",
            "create",
            "s",
            "--procedure",
            "p",
            "-g",
            "web",
            "--cron",
            "x",
            "--time-zone",
            "UTC",
            "--at",
            "+5m",
        ),
        ("executor-nodes", "authorise", "node-1", "--yes"),
    ],
)
def test_what_makes_no_sense_is_not_sent_and_ends_with_2(
    server: PlayedServer, noc: Run, words: tuple[str, ...]
) -> None:
    result = noc(*words)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert server.asked == []


def test_a_refusal_is_told_in_words_with_code_and_request(server: PlayedServer, noc: Run) -> None:
    server.answers["POST", "/executions"] = (422, REFUSED)
    result = noc("run", "restart-web", "--group", "nobody", "--watch")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "noc: there is no group 'nobody'",
        "  /target/groups/0: there is no group 'nobody' (target.unknown_group)",
        "  (target.unknown_group, request 3f2a)",
    ]


def test_a_server_that_is_not_there_ends_with_3(server: PlayedServer, noc: Run) -> None:
    server.silent = 1
    result = noc("run", "restart-web", "--group", "web")
    assert result.exit_code == 3
    assert "can't reach the server at http://presentation.test" in result.stderr


def test_a_server_with_trouble_of_its_own_ends_with_3(server: PlayedServer, noc: Run) -> None:
    problem = {
        "code": "dependency.unavailable",
        "detail": "the scheduler can't be reached",
        "request_id": "r7",
    }
    server.answers["POST", "/executions"] = (503, problem)
    result = noc("run", "restart-web", "--group", "web")
    assert result.exit_code == 3
    assert "the scheduler can't be reached (dependency.unavailable, request r7)" in result.stderr


def test_what_was_asked_for_and_got_no_answer_is_asked_for_again_and_done_once(
    server: PlayedServer, noc: Run
) -> None:
    problem = {"code": "dependency.no_answer", "detail": "it may have done it", "request_id": "r7"}
    server.answers["POST", "/executions"] = (504, problem)
    result = noc("run", "restart-web", "--group", "web")
    assert result.exit_code == 3
    assert result.stderr.count("it may have done it (dependency.no_answer, request r7); asking again") == 2
    keys = [one.headers["Idempotency-Key"] for one in server.asked if one.method == "POST"]
    assert (len(keys), len(set(keys))) == (3, 1)


def test_the_address_of_another_layer_is_told_as_such(server: PlayedServer, noc: Run) -> None:
    spelling = "The requested URL was not found on the server. If you entered the URL manually please check"
    server.answers["GET", "/hosts"] = (404, {"status": 404, "code": "not_found", "detail": spelling})
    result = noc("get", "hosts")
    assert (result.exit_code, "NOC_URL is that layer's address" in result.stderr) == (3, True)
    assert "spelling" not in result.stderr


def test_a_server_that_goes_away_for_a_while_is_waited_for(server: PlayedServer, noc: Run) -> None:
    restless = server.sleep

    def sleep(seconds: float) -> None:
        if server.moment == 0 and server.seconds == 0:
            server.silent = 3
        restless(seconds)

    server.sleep = sleep  # type: ignore[method-assign]
    result = noc("run", "restart-web", "--group", "web", "--watch")
    assert result.exit_code == 1
    assert "trying again" in result.stdout
    assert result.stdout.rstrip().endswith("1 of 2 hosts ok in 12 s; web2 unreachable")


def test_a_server_that_stays_away_is_given_up(server: PlayedServer, noc: Run) -> None:
    still = server.sleep

    def sleep(seconds: float) -> None:
        server.silent = 10**6
        still(seconds)

    server.sleep = sleep  # type: ignore[method-assign]
    result = noc("run", "restart-web", "--group", "web", "--watch")
    assert result.exit_code == 3
    assert 60 < server.seconds < 70


def test_ctrl_c_ends_the_watching_and_says_that_the_execution_goes_on(server: PlayedServer, noc: Run) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    server.sleep = interrupt  # type: ignore[method-assign]
    result = noc("run", "restart-web", "--group", "web", "--watch")
    assert result.exit_code == 130
    assert "execution 12 goes on" in result.stdout
    assert not [request for request in server.asked if request.url.path.endswith("cancel")]


def test_a_long_feed_is_read_page_by_page(server: PlayedServer, noc: Run) -> None:
    hosts = [f"rtr-{number:04}" for number in range(3000)]
    end = played.execution("succeeded", {"succeeded": 3000}, "3000 of 3000 hosts ok in 12 s")
    events = [
        event
        for host in hosts
        for event in (played.finished(host, 1, "check", "succeeded"), played.over(host, 2, "succeeded"))
    ]
    events[-1] = played.over("rtr-2999", 2, "failed", {"outcome": "failed", "node": "check", "message": "no"})
    server.story = [Moment(end, events)]
    result = noc("executions", "watch", "12")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("0.0 s: ✓ succeeded 3000")
    assert [line for line in lines if "rtr-" in line] == ["09:00:02 rtr-2999 ✕ failed  at check: no"]
    feed = [request for request in server.asked if request.url.path.endswith("/events")]
    assert len(feed) == 31


def test_on_a_terminal_one_picture_is_drawn_again_and_again(server: PlayedServer) -> None:
    drawn = io.StringIO()
    around = Surroundings(
        environment={"NOC_URL": "http://presentation.test", "NOC_TOKEN": "t"},
        transport=_mock(server),
        sleep=server.sleep,
        monotonic=lambda: server.seconds,
    )
    around.console = VisibleConsole(file=drawn, force_terminal=True, width=100, height=30, highlight=False)
    result = CliRunner().invoke(
        command, ["run", "restart-web", "-g", "web"], obj=around, catch_exceptions=False
    )
    assert result.exit_code == 1
    shown = drawn.getvalue()
    assert "\x1b[" in shown
    assert "running 2" in shown and "unreachable" in shown
    assert shown.rstrip().removesuffix("\x1b[0m").endswith("1 of 2 hosts ok in 12 s; web2 unreachable")


OBEYED = "\x1b[2J\x1b]0;owned\x07\u202etxt\x9b31m\rgone"


def test_what_hosts_print_never_commands_the_terminal(server: PlayedServer, noc: Run) -> None:
    reason = {"outcome": "failed", "node": "check", "message": OBEYED}
    server.story[-1].events.append(played.finished("web2", 12, "check", "failed", message=OBEYED))
    server.hosts.append(played.host(f"web3{OBEYED}", "failed", reason=reason))
    server.matrix["hosts"].append(played.row(f"web3{OBEYED}", "failed", check="failed"))
    server.answers["GET", "/executions/13"] = (404, {"code": "x", "detail": OBEYED, "request_id": OBEYED})
    for result in (noc("executions", "watch", "12"), noc("executions", "show", "13")):
        assert "owned" in result.output
        assert not set(result.output) & set("\x1b\x07\u202e\x9b\r")


def test_json_for_programs_keeps_every_character_escaped(server: PlayedServer, noc: Run) -> None:
    server.story = [Moment(played.execution("failed", {"failed": 1}, OBEYED))]
    printed = noc("get", "executions", "12", "-o", "json").stdout
    assert json.loads(printed)["sentence"] == OBEYED
    assert not set(printed) & set("\x1b\x07\u202e\x9b\r")


def test_an_execution_is_shown_with_its_matrix_and_its_waiting(server: PlayedServer, noc: Run) -> None:
    server.story = [
        Moment(
            played.execution(
                "waiting",
                {"waiting": 2},
                "0 of 2 hosts ok",
                waiting_for="executor node node-1 is pending",
                start_at=None,
            )
        )
    ]
    result = noc("executions", "show", "12")
    assert result.exit_code == 0
    assert "waits: executor node node-1 is pending" in result.stdout
    server.story = [Moment(played.execution("failed", {"failed": 2}, "0 of 2 hosts ok in 12 s"))]
    result = noc("executions", "show", "12")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "execution 12 · restart-web version 3 · ✕ failed",
        "started by ana · at 2026-11-21 09:00:00 UTC · took 12 s",
    ]
    assert noc("executions", "show", "99").exit_code == 2


def test_cancelling_gives_the_reason_and_says_how_it_stands(server: PlayedServer, noc: Run) -> None:
    cancelled = played.execution(
        "cancelled", {"cancelled": 2}, "0 of 2 hosts ok in 3 s; web1, web2 cancelled"
    )
    server.answers["POST", "/executions/12/cancel"] = (202, cancelled)
    result = noc("executions", "cancel", "12", "--reason", "wrong group")
    assert result.exit_code == 0
    assert server.bodies() == [{"reason": "wrong group", "hosts": [], "how": "now"}]
    assert "⊘ cancelled" in result.stdout and "web1, web2 cancelled" in result.stdout


def test_what_may_not_wait_says_how_urgent_and_why(server: PlayedServer, noc: Run) -> None:
    assert (
        noc("run", "restart-web", "-g", "web", "--priority", "5", "--now-anyway", "it is down").exit_code == 0
    )
    (body,) = server.bodies()
    assert (body["priority"], body["now_anyway"]) == (5, "it is down")


def test_a_dry_run_is_asked_for_and_called_one(server: PlayedServer, noc: Run) -> None:
    server.answers["POST", "/executions"] = (201, {**started(), "check_mode": True})
    result = noc("run", "restart-web", "-g", "web", "--check", "--diff", "--no-watch")
    assert (result.exit_code, "version 3 · dry run · " in result.stdout) == (0, True)
    (body,) = server.bodies()
    assert (body["check_mode"], body["diff"]) == (True, True)


def test_locks_are_listed_and_taken_over_with_a_reason(server: PlayedServer, noc: Run) -> None:
    lock = {
        "host": "rtr-07",
        "execution": played.ID,
        "number": 812,
        "procedure": "reboot",
        "since": played.at(0),
        "waiting": 3,
    }
    server.answers["GET", "/host-locks"] = (200, {"items": [lock], "next": None})
    listed = noc("executions", "locks").stdout
    assert "rtr-07" in listed and "812" in listed and "2026-11-21 09:00:00" in listed

    server.answers["POST", "/executions/815/hosts/rtr-07/take-lock"] = (202, {"name": "rtr-07"})
    taken = noc("executions", "take-lock", "815", "rtr-07", "--reason", "the link is down")
    assert taken.stdout == "execution 815 has rtr-07 now\n"
    assert server.bodies() == [{"reason": "the link is down"}]
    assert noc("executions", "take-lock", "815", "rtr-07").exit_code == 2


def _mock(server: PlayedServer) -> Any:
    return httpx.MockTransport(server)
