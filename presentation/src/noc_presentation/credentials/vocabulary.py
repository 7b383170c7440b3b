"""What a credential can be for; an attempt is given at most one for each use."""

from enum import StrEnum


class Use(StrEnum):
    """What the secret of a credential opens."""

    LOGIN = "login"
    BECOME = "become"
    TOKEN = "token"  # noqa: S105 - a word, no secret
