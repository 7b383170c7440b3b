"""What a source of hosts is: a place of another system's that tells its hosts when it is asked."""

from dataclasses import dataclass, field
from typing import Protocol

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.configuration_file import Options


@dataclass(frozen=True, slots=True)
class Means:
    """What a source is asked with: its API token, and the way to the scheduler."""

    token: str | None = field(repr=False)
    scheduler: Scheduler


class Source(Protocol):
    """A place that hosts are pulled from; `credential` names the API token it is asked with, if any."""

    @property
    def kind(self) -> str:
        """Its name in `KINDS`."""
        ...

    @property
    def credential(self) -> str | None:
        """See above."""
        ...

    @property
    def place(self) -> str:
        """Where it is, in words for people."""
        ...

    def pull(self, means: Means) -> str:
        """The hosts as `ansible-inventory --list` would print them.

        Takes less than a minute. Raises Unavailable when the place doesn't answer as it should, and Invalid when what
        it tells makes no sense; neither says the token nor anything else of what was sent.
        """


class SourceKind(Protocol):
    """Reads a source's options."""

    def __call__(self, options: Options) -> Source:
        """A source with these options; raises BadOption. Nothing is contacted yet."""
