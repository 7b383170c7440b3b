"""What a source of hosts is: a place of another system's that tells its hosts when it is asked."""

from collections.abc import Mapping
from typing import Any, Protocol

from noc_presentation.errors import NocError

Options = Mapping[str, Any]


class BadOption(NocError):
    """An option of a source that is missing, unknown or wrong; the words say which and why."""


class Source(Protocol):
    """A place that hosts are pulled from; `credential` names the API token it is asked with, if any."""

    kind: str
    url: str
    credential: str | None

    def pull(self, token: str | None) -> str:
        """The hosts as `ansible-inventory --list` would print them.

        Takes at most minutes. Raises Unavailable when the place doesn't answer as it should, and Invalid when what it
        tells makes no sense; neither says the token nor anything else of what was sent.
        """


class SourceKind(Protocol):
    """Reads a source's options."""

    def __call__(self, options: Options) -> Source:
        """A source with these options; raises BadOption. Nothing is contacted yet."""
