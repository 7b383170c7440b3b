"""The asker: puts open questions on cards for whoever is to be asked, and keeps the cards up to date."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.asking import card as cards
from noc_presentation.asking.card import Line
from noc_presentation.asking.deciding import APPROVAL, HIGH, is_asked, matter_of
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Conflict, RefusedElsewhere
from noc_presentation.instants import Clock
from noc_presentation.notifications import outbox
from noc_presentation.notifications.queueing import Subject, Words, queued
from noc_presentation.reports import destination as destinations
from noc_presentation.store import asking as store
from noc_presentation.store import procedures
from noc_presentation.store import reports as reported
from noc_presentation.store.asking import AnswerLink, ButtonRow, Card, CardQuestion
from noc_presentation.store.base import new_id
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import Notification
from noc_presentation.store.reports import DestinationRow

PAGE = 200
#: Up to so many hosts have buttons of their own beside those for all.
MOST_ALONE = 8
TELEGRAM, MAIL = "telegram", "smtp"
Group = tuple[str, str]


class Asker:
    """`kinds` are the channels' kinds by name; `address` is where people open this layer."""

    def __init__(
        self,
        database: Database,
        scheduler: Scheduler,
        clock: Clock,
        kinds: Mapping[str, str],
        address: str | None,
    ) -> None:
        self._database = database
        self._scheduler = scheduler
        self._clock = clock
        self._kinds = kinds
        self._address = address

    def round(self) -> bool:
        """Ask what is new and show what has changed; whether there was anything."""
        with self._database.reading() as session:
            asked = [row for row in reported.destinations(session) if "question" in row.rules["tell"]]
            showing = store.cards_not_over(session)
        if not asked and not showing:
            return False
        open_now = self._open_questions()
        changed = [self._refresh(card, open_now) for card in showing]
        return self._ask(asked, open_now) or any(changed)

    def _open_questions(self) -> dict[str, Document]:
        found: dict[str, Document] = {}
        after: str | None = None
        while True:
            begun = {"cursor": after} if after else {}
            page = self._scheduler.questions({"status": "open", "limit": PAGE, **begun})
            found |= {item["id"]: item for item in page["items"]}
            after = page["next"]
            if after is None:
                return found

    def _ask(self, asked: Sequence[DestinationRow], open_now: Mapping[str, Document]) -> bool:
        groups: dict[Group, list[Document]] = defaultdict(list)
        for question in sorted(open_now.values(), key=lambda one: str(one["host"])):
            groups[question["execution"], question["node"]].append(question)
        executions: dict[str, Document] = {}
        did = False
        for row in asked:
            destination = destinations.read(row.name, row.channel, row.rules)
            for (execution_id, _), questions in groups.items():
                if not destination.asks(questions[0]["procedure"], questions[0].get("schedule")):
                    continue
                with self._database.reading() as session:
                    known = store.on_cards(session, row.name, [one["id"] for one in questions])
                new = [one for one in questions if one["id"] not in known]
                if not new:
                    continue
                if execution_id not in executions:
                    executions[execution_id] = self._scheduler.execution(execution_id)
                did = self._show(row, new, executions[execution_id]) or did
        return did

    def _show(self, row: DestinationRow, questions: Sequence[Document], execution: Document) -> bool:
        """One card for these; False where another process was faster."""
        try:
            with self._database.writing() as session:
                self._add(session, row, questions, execution)
        except Conflict:
            return False
        return True

    def _add(
        self, session: Session, row: DestinationRow, questions: Sequence[Document], execution: Document
    ) -> None:
        first, language = questions[0], row.rules["language"]
        facts = cards.facts_of(first, execution, _will_run(session, execution, first["node"]))
        lines = [Line(one["host"], True, cards.said_of(one, language)) for one in questions]
        said = cards.words(facts, lines, language, self._address)
        card = Card(
            id=new_id(),
            destination=row.name,
            channel=row.channel,
            language=language,
            execution=first["execution"],
            facts=facts,
            expires_at=datetime.fromisoformat(first["expires_at"]),
            shown=said.text,
            over=False,
        )
        session.add(card)
        session.flush()
        for one, line in zip(questions, lines, strict=True):
            shown = CardQuestion(card_id=card.id, destination=row.name, question=one["id"], host=one["host"])
            shown.digest, shown.open, shown.said = one["digest"], True, line.said
            session.add(shown)
        session.flush()
        kind = self._kinds.get(row.channel)
        if kind == TELEGRAM and facts["kind"] == APPROVAL and facts["risk"] != HIGH:
            session.add_all(_buttons(card, questions))
        people = store.reachable(session) if kind == MAIL and self._address else []
        matter = matter_of(session, execution, [one["host"] for one in questions])
        asked = [(user, to) for user, to in people if is_asked(session, user, first, matter)]
        for user, address in asked:
            link = AnswerLink(id=new_id(), card_id=card.id, user_id=user.id, expires_at=card.expires_at)
            session.add(link)
            mail = self._message(card, facts, said)
            mail.recipient, mail.link_id = address, link.id
            session.add(mail)
        if not asked:
            alone = self._message(card, facts, said)
            alone.card_id = card.id if kind == TELEGRAM else None
            card.notification_id = alone.id
            session.add(alone)

    def _refresh(self, seen: Card, open_now: Mapping[str, Document]) -> bool:
        """Note how each question of a card stands; where Telegram shows it, have it show that."""
        now_said = {
            one.question: now
            for one in seen.questions
            if one.open and (now := self._standing(one, seen, open_now)) != (one.open, one.said)
        }
        if not now_said:
            return False
        with self._database.writing() as session:
            card = session.get(Card, seen.id, with_for_update=True)
            if card is None or card.over:
                return False
            for one in card.questions:
                if one.question in now_said:
                    one.open, one.said = now_said[one.question]
            card.over = not any(one.open for one in card.questions)
            lines = [Line(one.host, one.open, one.said) for one in card.questions]
            said = cards.words(card.facts, lines, card.language, self._address)
            if said.text == card.shown or card.notification_id is None:
                return card.over
            if self._kinds.get(card.channel) == TELEGRAM:
                edit = self._message(card, card.facts, said)
                edit.card_id, edit.edits = card.id, card.notification_id
                outbox.supersede(session, card.notification_id)
                session.add(edit)
            card.shown = said.text
        return True

    def _standing(
        self, shown: CardQuestion, card: Card, open_now: Mapping[str, Document]
    ) -> tuple[bool, str]:
        question = open_now.get(shown.question)
        if question is None:
            try:
                question = self._scheduler.question(shown.question)
            except RefusedElsewhere:
                return False, "?"  # put away with its execution
        return question["status"] == "open", cards.said_of(question, card.language)

    def _message(self, card: Card, facts: Document, said: cards.Said) -> Notification:
        about = Subject(facts["procedure"], card.execution, facts["number"], facts["node"])
        words = Words(said.subject, said.text, said.html)
        return queued(about, words, card.channel, self._clock(), card.destination)


def _will_run(session: Session, execution: Document, node: str) -> str:
    said = execution["procedure"]
    procedure = procedures.find(session, said["name"])
    version = procedures.version(session, procedure, said["version"]) if procedure else None
    return cards.will_run(version.canonical, node) if version else "?"


def _buttons(card: Card, questions: Sequence[Document]) -> list[ButtonRow]:
    """Yes and no for all hosts, and where they are few also for each."""
    sets = [("", [one["id"] for one in questions])]
    if 1 < len(questions) <= MOST_ALONE:
        sets += [(one["host"], [one["id"]]) for one in questions]
    signs = (("✔", "approved"), ("✘", "refused"))
    pairs = [(sign, outcome, host, ids) for host, ids in sets for sign, outcome in signs]
    return [
        ButtonRow(
            id=secrets.token_urlsafe(16),
            card_id=card.id,
            place=place,
            label=f"{sign} {host or len(ids)}",
            outcome=outcome,
            questions=ids,
        )
        for place, (sign, outcome, host, ids) in enumerate(pairs)
    ]
