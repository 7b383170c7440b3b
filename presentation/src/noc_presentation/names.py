"""Names that people give: what may stand in a list, a log and a sentence without pretending to be another."""

from unicodedata import normalize

from noc_presentation.errors import Complaint, Invalid

MOST = 128


def proper(name: str, path: str = "/name") -> str:
    """`name` in its normal form (NFKC); raises Invalid when it holds anything that can't be seen.

    Control, zero-width and direction characters, line ends and blanks around it are such things.
    """
    normal = normalize("NFKC", name)
    if not 0 < len(normal) <= MOST or normal != normal.strip() or not normal.isprintable():
        words = f"must be 1 to {MOST} visible characters without blanks around them"
        raise Invalid("name.invalid", f"a name {words}", (Complaint(path, "name.invalid", words),))
    return normal


def folded(name: str) -> str:
    """What two names have in common that people would take for the same."""
    return normalize("NFKC", normalize("NFKC", name).casefold())
