"""What ends a `noc` command early, each with the exit code that tells a script why.

NocError
└── Stopped                 the command ends here; `exit_code` says how
    ├── ServerRefused     2 the server understood and said no; carries its problem document
    ├── NotUnderstood     2 what was typed, or a file that was named, makes no sense
    └── ServerUnreachable 3 nobody answered, or the server has trouble of its own
        └── NoAnswer      3 it was asked and hasn't answered: what was asked for may have been done
"""

from collections.abc import Mapping
from typing import Any

from noc_presentation.errors import NocError

SUCCEEDED = 0
NOT_ALL_SUCCEEDED = 1
USAGE = 2
UNREACHABLE = 3
CONFIGURATION_IS_WRONG = 78
INTERRUPTED = 130


class Stopped(NocError):
    """A command that ends early."""

    exit_code = NOT_ALL_SUCCEEDED


class ServerRefused(Stopped):
    """The server's no; `problem` is its RFC 9457 document."""

    exit_code = USAGE

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or f"HTTP status {status}"))
        self.status = status
        self.problem = problem

    @property
    def code(self) -> str:
        """The stable code of the refusal."""
        return str(self.problem.get("code", f"http.{self.status}"))


class NotUnderstood(Stopped):
    """Something typed, or in a file, that the server need not be asked about; a line for each thing."""

    exit_code = USAGE

    def __init__(self, words: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.lines = lines


class ServerUnreachable(Stopped):
    """No answer that could be used."""

    exit_code = UNREACHABLE


class NoAnswer(ServerUnreachable):
    """The request went out, and nobody knows what came of it."""
