"""What takes part in a comparison, whatever it is: something that does a whole load and says how long it took."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from benchmarks.ground import Ground, Load


class RunFailed(Exception):
    """A contender did not do all of its load; the text says what it left undone."""


class Contender(Protocol):
    """Opened once, then run again and again."""

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """The heads of the processes that it keeps between runs, by the part they belong to."""
        ...

    def run(self) -> float:
        """Do the whole load once; answers the seconds it took, raises RunFailed unless all of it was done."""
        ...


#: Raises NotInstalled where it can't be had.
Opener = Callable[[Ground, Load], AbstractContextManager[Contender]]
