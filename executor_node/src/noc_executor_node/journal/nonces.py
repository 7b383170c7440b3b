"""Nonces of requests that were let in: each is good for once."""

from datetime import datetime

from noc_executor_node.instants import instant_text, now_text
from noc_executor_node.journal.database import Database


class Nonces:
    """Remembers nonces until they can't be of use any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, key_id: str, nonce: str, forget_after: datetime) -> bool:
        """Whether this nonce was never seen under this key; from now on it has been."""
        with self._database.writing(settled=False) as connection:
            connection.execute("DELETE FROM nonces WHERE forget_after < ?", (now_text(),))
            cursor = connection.execute(
                "INSERT INTO nonces VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (key_id, nonce, instant_text(forget_after)),
            )
            return cursor.rowcount == 1
