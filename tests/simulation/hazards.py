"""What can go wrong inside a process of the scheduler: it dies, or its database fails it, at any point."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from sqlalchemy.exc import OperationalError

from noc_scheduler.errors import Unavailable


class Crashed(BaseException):
    """The process is gone: what it had not committed is rolled back, what it had not sent is never sent."""


class Harm(StrEnum):
    """How it goes wrong."""

    CRASH = "crash"
    DATABASE_GONE = "database gone"
    OVERTAKEN = "overtaken"


class Point(StrEnum):
    """Where it can go wrong."""

    LOOK = "look"  # a statement of a transaction that only reads
    STATEMENT = "statement"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"
    SEND = "send"


#: Where no transaction is ever overtaken.
HARMLESS = (Point.LOOK, Point.AFTER_COMMIT)


@dataclass(slots=True)
class Hazard:
    """Lets the point number `left` that is passed from now on go wrong; None lets nothing go wrong."""

    left: int | None = None
    harm: Harm = Harm.CRASH

    def arm(self, random: Random, harms: tuple[Harm, ...]) -> None:
        """Something goes wrong soon, unless the act under way is over before."""
        self.left = random.choice((random.randrange(8), random.randrange(40)))
        self.harm = random.choice(harms)

    def pass_by(self, point: Point) -> None:
        """The process comes to a point where things go wrong."""
        if self.left is None:
            return
        if self.left:
            self.left -= 1
            return
        if self.harm is Harm.CRASH:
            self.left = None
            raise Crashed(point)
        if point is Point.SEND or (point in HARMLESS and self.harm is Harm.OVERTAKEN):
            return  # it is the database that does the harm: the next of its points will do
        self.left = None
        if point is Point.AFTER_COMMIT:
            raise Unavailable("dependency.unavailable", "the answer to COMMIT was lost")
        raise OperationalError("simulated", {}, Said("40001" if self.harm is Harm.OVERTAKEN else None))


class Said(Exception):
    """What a driver says; PostgreSQL's has a state."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(f"simulated failure {sqlstate or ''}".rstrip())
        self.sqlstate = sqlstate
