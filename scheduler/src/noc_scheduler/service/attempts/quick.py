"""Which steps end almost at once, as this process has lately seen: a hint how far ahead to lease, never a fact."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

#: A step of a procedure's version: its digest, and the flowchart's node.
Step = tuple[str, str]
#: From the beginning of an attempt to its end by its executor node's clock; what passes until they are heard of says
#: how busy the scheduler is.
QUICK = timedelta(milliseconds=250)
#: So many steps are remembered, and so many beginnings; the one seen longest ago is forgotten first.
MOST = 10_000


class QuickSteps:
    """The steps that were quick when they were last seen to end; safe to use from several threads."""

    def __init__(self) -> None:
        self._steps: OrderedDict[Step, None] = OrderedDict()
        self._began: OrderedDict[UUID, datetime] = OrderedDict()
        self._lock = Lock()

    def began(self, attempt: UUID, at: datetime) -> None:
        """Remember when an attempt began."""
        with self._lock:
            self._began[attempt] = at
            while len(self._began) > MOST:
                self._began.popitem(last=False)

    def took(self, attempt: UUID, until: datetime) -> timedelta | None:
        """How long an attempt has taken that ends now, the first time it is asked; None if nobody knows here."""
        with self._lock:
            began = self._began.pop(attempt, None)
        return None if began is None else until - began

    def saw(self, ended: Iterable[tuple[Step, timedelta]]) -> None:
        """These steps took so long; of several that are the same the slowest counts."""
        slowest: dict[Step, timedelta] = {}
        for step, took in ended:
            slowest[step] = max(took, slowest.get(step, took))
        with self._lock:
            for step, took in slowest.items():
                self._steps.pop(step, None)
                if took <= QUICK:
                    self._steps[step] = None
            while len(self._steps) > MOST:
                self._steps.popitem(last=False)

    def __contains__(self, step: Step) -> bool:
        with self._lock:
            return step in self._steps

    def __bool__(self) -> bool:
        with self._lock:
            return bool(self._steps)
