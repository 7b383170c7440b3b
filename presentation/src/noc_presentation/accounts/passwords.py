"""Passwords: what may be one, kept as Argon2id, and compared in the same time whether anybody was there or not."""

from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from noc_presentation.accounts.common_passwords import COMMON
from noc_presentation.errors import Complaint, Invalid

SHORTEST = 12
LONGEST = 256
FEWEST_CHARACTERS = 5
#: A shorter name stands in many words by chance.
SHORTEST_NAME = 4
#: OWASP's least, so that eight logins at the same time don't fill a small machine's memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check(password: str, name: str) -> str:
    """The password in its normal form (NFC), blanks and case kept; raises Invalid with the rule it breaks."""
    normal = normalize("NFC", password)
    plain = normal.casefold()
    if not SHORTEST <= len(normal) <= LONGEST:
        raise _refused("password.length", f"must have {SHORTEST} to {LONGEST} characters")
    if "".join(plain.split()) in COMMON or len(set(plain)) < FEWEST_CHARACTERS:
        raise _refused("password.common", "is one of those that are tried first")
    if len(name) >= SHORTEST_NAME and name.casefold() in plain:
        raise _refused("password.holds_name", "must not contain the name of its user")
    return normal


def kept(password: str) -> str:
    """The text to store for a checked password."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when nothing is stored."""
    try:
        found = _HASHER.verify(stored or _nobodys(), normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False
    return found and stored is not None


@cache
def _nobodys() -> str:
    return kept("the password of nobody at all")


def _refused(code: str, words: str) -> Invalid:
    return Invalid(code, f"the password {words}", (Complaint("/password", code, words),))
