"""A message to people, and how a channel says that it didn't get through."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from noc_presentation.errors import NocError


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be pressed below a message; `data` comes back and means nothing by itself."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel delivers; all texts come from anywhere and are only ever text.

    `link` opens something for its recipient alone; `buttons` are rows of them; `replaces` is what the channel
    answered when it delivered the message that this one takes the place of.
    """

    id: str
    channel: str
    subject: str
    text: str
    procedure: str
    execution_number: int
    host: str | None
    node: str
    at: datetime
    html: str | None = None
    recipient: str | None = None
    link: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    replaces: str | None = None


class NotNow(NocError):
    """It didn't get through this time; trying again later may help, but not before `wait` where that is said."""

    def __init__(self, words: str, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.wait = wait


class Never(NocError):
    """It won't get through, however often it is tried."""
