"""What is put into a message when it goes out: buttons of a card that still asks, or somebody's own link."""

from sqlalchemy.orm import Session

from noc_presentation.asking.links import token_of
from noc_presentation.notifications.delivery import Extras, FindExtras
from noc_presentation.notifications.message import Button
from noc_presentation.store import asking as store
from noc_presentation.store.asking import Card
from noc_presentation.store.notifications import Notification


def extras_with(key: bytes, address: str | None) -> FindExtras:
    """How extras are found by a process that has this key and is opened at this address."""

    def find(session: Session, row: Notification) -> Extras:
        link = None
        if row.link_id is not None and address is not None:
            link = f"{address}/answer/{token_of(row.link_id, key)}"
        return Extras(link, _buttons(session, row.card_id) if row.card_id else ())

    return find


def _buttons(session: Session, card_id: str) -> tuple[tuple[Button, ...], ...]:
    """Two in a row, yes and no; none for hosts that are answered for."""
    card = session.get(Card, card_id)
    asks = {one.question for one in card.questions if one.open} if card else set()
    rows = [row for row in store.buttons_of(session, card_id) if asks & set(row.questions)]
    buttons = [Button(row.label, row.id) for row in rows]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
