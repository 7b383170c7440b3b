"""Watching an execution until it is over: ask, show, wait, again."""

from noc_presentation.noc.board import Board, Change
from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import (
    INTERRUPTED,
    NOT_ALL_SUCCEEDED,
    SUCCEEDED,
    ServerUnreachable,
)
from noc_presentation.noc.report import print_report
from noc_presentation.noc.screen import LiveScreen, PlainScreen, Screen
from noc_presentation.noc.states import OVER
from noc_presentation.noc.surroundings import Surroundings

ASK_EVERY_S = 1.0
GIVE_UP_AFTER_S = 60.0
EVENTS_AT_ONCE = 200
PAGES_AT_ONCE = 25


def follow(around: Surroundings, execution: Document) -> int:
    """Watch the execution to its end and report; the exit code.

    Interrupting ends the watching, never the execution. A server that is away for a minute is waited for.
    """
    kind = LiveScreen if around.is_terminal else PlainScreen
    screen = kind(around.console, around.ascii_only)
    try:
        ended = _Watch(around, execution["id"], screen).until_over()
    except KeyboardInterrupt:
        screen.close()
        number = execution["number"]
        around.console.print(
            f"You stopped watching; execution {number} goes on.\n"
            f"  noc executions watch {number}    to watch it again\n"
            f"  noc executions cancel {number}   to end it"
        )
        return INTERRUPTED
    finally:
        screen.close()
    print_report(around.console, around.client, ended, around.ascii_only)
    return exit_code(ended)


def exit_code(execution: Document) -> int:
    """0 when every host succeeded, else 1."""
    return SUCCEEDED if execution["status"] == "succeeded" else NOT_ALL_SUCCEEDED


class _Watch:
    """One watching: how far the feed was read, and since when the server has been silent."""

    def __init__(self, around: Surroundings, reference: str, screen: Screen) -> None:
        self._around, self._client, self._reference, self._screen = around, around.client, reference, screen
        self._board = Board()
        self._after: str | None = None
        self._begun = around.monotonic()
        self._heard_at = self._begun

    def until_over(self) -> Document:
        while True:
            try:
                execution, more = self._look()
                if execution["status"] in OVER and not more:
                    return execution
            except ServerUnreachable as error:
                self._bear(error)
                more = False
            if not more:
                self._around.sleep(ASK_EVERY_S)

    def _look(self) -> tuple[Document, bool]:
        """The execution now, and whether its feed has more than was read in one go."""
        execution = self._client.get("executions", self._reference)
        changes, more = self._read_feed()
        now = self._around.monotonic()
        self._heard_at = now
        self._screen.show(execution, self._board, changes, now - self._begun)
        return execution, more

    def _read_feed(self) -> tuple[list[Change], bool]:
        changes: list[Change] = []
        for _ in range(PAGES_AT_ONCE):
            page = self._page(self._client)
            self._after = page["next"]
            changes += [change for event in page["items"] if (change := self._board.take(event))]
            if len(page["items"]) < EVENTS_AT_ONCE:
                return changes, False
        return changes, True

    def _page(self, client: Client) -> Document:
        if self._after is None:
            return client.get("executions", self._reference, "events", limit=EVENTS_AT_ONCE)
        return client.get("executions", self._reference, "events", limit=EVENTS_AT_ONCE, after=self._after)

    def _bear(self, error: ServerUnreachable) -> None:
        silent = self._around.monotonic() - self._heard_at
        if silent > GIVE_UP_AFTER_S:
            raise error
        self._screen.note(f"{error}; trying again")
