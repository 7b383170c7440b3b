"""A button that was pressed in Telegram: who pressed what where, held against what this layer knows itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from noc_presentation.asking.deciding import Answer, Decider, decide, decider_of
from noc_presentation.audit.entries import Outcome, Said
from noc_presentation.audit.recording import Act
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import Conflict, Forbidden, NotFound, Refused
from noc_presentation.instants import Clock
from noc_presentation.notifications.channels.telegram import TelegramChannel, number_of
from noc_presentation.store import asking as store
from noc_presentation.store.asking import ButtonRow, Card, TelegramUpdate
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import Notification

DATA = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
UPDATES_KEPT = timedelta(days=3)
MOST_ANSWER = 180
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Press:
    """What Telegram says of a button; any of it may be missing or made up but the sender's number."""

    update: int
    sender: int | None
    is_bot: bool
    chat: int | None
    message: int | None
    data: str | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that is there, on a card that asks."""

    button: ButtonRow
    card: Card
    digests: Mapping[str, str]


class Presses:
    """`channels` are the Telegram channels by name: each card hangs in the chat of its own."""

    def __init__(
        self, database: Database, scheduler: Scheduler, clock: Clock, channels: Mapping[str, TelegramChannel]
    ) -> None:
        self._database = database
        self._scheduler = scheduler
        self._clock = clock
        self._channels = channels

    def is_new(self, update: int) -> bool:
        """Whether this update was never dealt with; from now on it was."""
        try:
            with self._database.writing() as session:
                store.forget_updates(session, self._clock() - UPDATES_KEPT)
                session.add(TelegramUpdate(update_id=update, at=self._clock()))
        except Conflict:
            return False
        return True

    def take(self, press: Press) -> str | None:
        """What whoever pressed is told; None for an update that was dealt with before."""
        if not self.is_new(press.update):
            return None
        act = Act(self._database, self._said(press))
        try:
            with self._database.reading() as session:
                pressed = self._found(session, press)
                decider = _decider(session, press)
                act.said = self._said(press, decider, pressed)
            act.asked()
            words = self._decide(pressed, decider)
        except Refused as error:
            act.ended(error.status, error.code)
            return f"{error.detail} ({error.code})"[:MOST_ANSWER]
        act.ended(200, None)
        return words[:MOST_ANSWER]

    def _found(self, session: Session, press: Press) -> Pressed:
        """Raises NotFound for whatever isn't exactly one of our buttons where we put it, Conflict for an old one."""
        button = session.get(ButtonRow, press.data) if DATA.fullmatch(press.data or "") else None
        card = None if button is None else session.get(Card, button.card_id)
        if button is None or card is None or not self._hangs_there(session, card, press):
            raise NotFound("button.unknown", "this is none of our buttons")
        asks = {one.question: one.digest for one in card.questions if one.open}
        digests = {question: asks[question] for question in button.questions if question in asks}
        if card.over or not digests:
            raise Conflict("question.closed", "this has been answered already")
        if card.expires_at <= self._clock():
            raise Conflict("question.expired", "this has expired")
        return Pressed(button, card, digests)

    def _hangs_there(self, session: Session, card: Card, press: Press) -> bool:
        channel = self._channels.get(card.channel)
        row = session.get(Notification, card.notification_id) if card.notification_id else None
        if channel is None or row is None or press.chat != channel.chat:
            return False
        return press.message in {number_of(one.answer) for one in row.deliveries if one.succeeded}

    def _decide(self, pressed: Pressed, decider: Decider) -> str:
        """Answer for each host of the button; the first refusal is told where none was taken."""
        refused: Refused | None = None
        taken = 0
        for question, digest in pressed.digests.items():
            answer = Answer(question, digest, pressed.button.outcome, "in Telegram")
            try:
                decide(self._database, self._scheduler, decider, answer)
            except Refused as error:
                refused = error
            else:
                taken += 1
        if not taken and refused is not None:
            raise refused
        sign = pressed.button.label.partition(" ")[0]
        rest = "" if refused is None else f"; {len(pressed.digests) - taken}: {refused.code}"
        return f"{sign} {taken}{rest}"

    def _said(self, press: Press, decider: Decider | None = None, pressed: Pressed | None = None) -> Said:
        nobody = {"id": "", "name": f"telegram {press.sender}", "kind": "nobody"}
        return Said(
            at=self._clock(),
            actor=nobody if decider is None else decider.actor.document(),
            source="telegram",
            verb="telegram.press",
            object="" if pressed is None else "/".join([pressed.button.outcome, *pressed.digests])[:512],
            outcome=Outcome.ASKED.value,
            request_id=f"telegram-{press.update}"[:32],
        )


def _decider(session: Session, press: Press) -> Decider:
    user = None if press.sender is None or press.is_bot else store.user_behind(session, press.sender)
    if user is None:
        raise Forbidden("telegram.stranger", "link your Telegram account first; the web shows how")
    return decider_of(session, user)
