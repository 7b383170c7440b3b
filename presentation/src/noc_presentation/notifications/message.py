"""A message to people, and how a channel says that it didn't get through."""

from dataclasses import dataclass
from datetime import datetime

from noc_presentation.errors import NocError


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel delivers; all texts come from anywhere and are only ever text."""

    id: str
    channel: str
    subject: str
    text: str
    procedure: str
    execution_number: int
    host: str | None
    node: str
    at: datetime


class NotNow(NocError):
    """It didn't get through this time; trying again later may help."""


class Never(NocError):
    """It won't get through, however often it is tried."""
