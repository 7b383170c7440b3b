"""Ids of frames: numbers of one channel, which those of another channel, or of another start, don't mean."""

import secrets


class Ids:
    """Writes numbers as ids, and reads them again where they are its own."""

    def __init__(self) -> None:
        self._own = secrets.token_hex(4)

    def written(self, number: int) -> str:
        """The id of the frame with this number."""
        return f"{self._own}-{number}"

    def read(self, seen: str | None, newest: int) -> int | None:
        """The number in an id that a page shows; None for what isn't ours, or was never told."""
        own, _, number = (seen or "").rpartition("-")
        known = own == self._own and number.isdecimal() and len(number) < 19
        return int(number) if known and int(number) <= newest else None
