"""What is said of an execution when somebody looks at it: the matrix, what went wrong, one sentence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from noc_presentation.noc.client import Client
from noc_presentation.noc.matrix import matrix_view
from noc_presentation.noc.states import OVER, state
from noc_presentation.noc.times import between, clock
from noc_presentation.noc.ways_on import ways_on

MOST_HOSTS_ASKED = 10_000
MOST_LINES = 20
MOST_NAMES = 3
Document = Mapping[str, Any]


def print_report(console: Console, client: Client, execution: Document, ascii_only: bool) -> None:
    """Matrix, troubles and sentence of an execution as it is now."""
    reference = execution["id"]
    matrix = client.get("executions", reference, "matrix")
    if matrix["hosts"]:
        console.print(matrix_view(matrix, console.width, ascii_only))
        console.print()
    hosts, _ = client.some("executions", reference, "hosts", most=MOST_HOSTS_ASKED)
    for line in trouble_lines(hosts, ascii_only):
        console.print(line, soft_wrap=True)
    console.print(Text(execution["sentence"], "bold"), soft_wrap=True)
    for words in ways_on(str(execution["number"]), hosts):
        console.print(words, soft_wrap=True)


def print_heading(console: Console, execution: Document, ascii_only: bool) -> None:
    """Which execution this is, who started it and when."""
    console.print(heading(execution, ascii_only), soft_wrap=True)
    facts = [
        f"started by {execution['actor']['name']}",
        f"at {clock(execution['started_at'])} UTC" if execution["started_at"] else "",
        f"took {between(execution['started_at'], execution['finished_at'])}"
        if execution["finished_at"]
        else "",
        f"to start at {clock(execution['start_at'])} UTC" if execution["start_at"] else "",
    ]
    console.print(Text(" · ".join(fact for fact in facts if fact), "bright_black"), soft_wrap=True)
    if execution["waiting_for"] and execution["status"] not in OVER:
        console.print(Text(waiting(execution["waiting_for"])), soft_wrap=True)
    console.print()


def heading(execution: Document, ascii_only: bool) -> Text:
    """`execution 12 · restart-web version 3 · ✓ succeeded`, with `dry run` before the status of one."""
    procedure = execution["procedure"]
    dry = "dry run · " if execution.get("check_mode") else ""
    return Text(
        f"execution {execution['number']} · {procedure['name']} version {procedure['version']} · {dry}"
    ).append_text(state(execution["status"]).text(ascii_only))


def trouble_lines(hosts: Iterable[Document], ascii_only: bool = False) -> list[Text]:
    """Why hosts failed or what they wait for; hosts with the same trouble share a line."""
    troubles: dict[tuple[str, str], list[str]] = {}
    for host in hosts:
        if (words := _trouble(host)) is not None:
            troubles.setdefault((host["outcome_word"] or host["status"], words), []).append(host["name"])
    by_size = sorted(troubles.items(), key=lambda item: -len(item[1]))
    lines = [
        Text.assemble(named(names), ": ", state(word).text(ascii_only), f" {words}" if words else "")
        for (word, words), names in by_size[:MOST_LINES]
    ]
    if len(by_size) > MOST_LINES:
        lines.append(Text(f"and {len(by_size) - MOST_LINES} further reasons; see `noc explain`"))
    return [*lines, Text()] if lines else []


def named(names: Sequence[str]) -> str:
    """`web1, web2, web3 and 7 more`."""
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES} more"


def waiting(words: str) -> str:
    """What is waited for as a sentence of its own; many of the scheduler's are one already."""
    return words if words.startswith(("waits", "waiting", "paused")) else f"waits: {words}"


def ended_words(host: Document) -> str:
    """Why a walk ended, where that says more than how it ended."""
    words = reason_words(host["reason"])
    return "" if words == (host["outcome_word"] or host["status"]) else words


def reason_words(reason: object) -> str:
    """`at restart: no such service`, from the reason of a failed HostRun."""
    if not isinstance(reason, Mapping):
        return "" if reason is None else str(reason)
    at = f"at {reason['node']}" if reason.get("node") else ""
    return ": ".join(part for part in (at, first_line(reason.get("message"))) if part)


def first_line(text: object, longest: int = 120) -> str:
    """The first line of an output or message, cut."""
    lines = str(text or "").strip().splitlines()
    first = lines[0] if lines else ""
    return first if len(first) <= longest else f"{first[: longest - 1]}…"


def _trouble(host: Document) -> str | None:
    if host["status"] == "succeeded":
        return None
    if host["status"] in OVER:
        return ended_words(host)
    if not host["waiting_for"]:
        return None
    return (
        f"at {host['node']}, {waiting(host['waiting_for'])}" if host["node"] else waiting(host["waiting_for"])
    )
