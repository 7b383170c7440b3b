"""What was really executed: each step runs a program on its host that writes down that it began and ended."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from demo.fleet import Fleet

UNTIL_TOLD = "until-told"
PROGRAM = f"""\
#!/bin/sh
# mark EXECUTION NODE SECONDS: one line when it begins, one when it ends; it may be told when to end.
echo "began $1 $2 $(date +%s.%N)" >>"$HOME/executed"
if [ "$3" = {UNTIL_TOLD} ]; then
    while [ -d "$HOME" ] && [ ! -e "$HOME/end-$1" ]; do sleep 0.1; done
else
    sleep "$3"
fi
echo "ended $1 $2 $(date +%s.%N)" >>"$HOME/executed"
"""


@dataclass(frozen=True)
class Mark:
    """One line of a host's file."""

    host: str
    what: str
    execution: str
    node: str
    at: float


def install(fleet: Fleet) -> None:
    """Puts `mark` among every host's programs."""
    for host in fleet.hosts:
        program = host.home / "bin" / "mark"
        program.write_text(PROGRAM)
        program.chmod(0o755)


def tell_to_end(fleet: Fleet, execution: str) -> None:
    """The steps of this execution that last until they are told end now, and those that begin later at once."""
    for host in fleet.hosts:
        (host.home / f"end-{execution}").touch()


def marks(fleet: Fleet) -> list[Mark]:
    """Everything that was ever executed on any host."""
    return [mark for host in fleet.hosts for mark in _read(host.plan.name, host.home / "executed")]


def begun(fleet: Fleet) -> Counter[tuple[str, str, str]]:
    """How often each (execution, host, node) was begun."""
    return Counter((mark.execution, mark.host, mark.node) for mark in marks(fleet) if mark.what == "began")


def _read(host: str, file: Path) -> list[Mark]:
    if not file.exists():
        return []
    rows = [line.split() for line in file.read_text().splitlines()]
    return [Mark(host, what, execution, node, float(at)) for what, execution, node, at in rows]
