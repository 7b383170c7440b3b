"""The permission matrix: which verb on what each route asks for, read from permissions.yml beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from noc_presentation.permissions.verbs import Verb

FILE = Path(__file__).with_name("permissions.yml")


class Who(StrEnum):
    """Routes that no verb opens."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    SCHEDULER = "scheduler"
    SCRAPER = "scraper"


class On(StrEnum):
    """What the verb must be held on.

    `everything`: without a limit. `rows`: anywhere; only rows that may be seen are shown. `body`: anywhere; what the
    body names is looked at before anything happens. The others: the thing named in the address; `walks` is an
    execution whose hosts go on by it, so that it must be held on what these are in today, too.
    """

    EVERYTHING = "everything"
    ROWS = "rows"
    BODY = "body"
    PROCEDURE = "procedure"
    GROUP = "group"
    HOST = "host"
    EXECUTION = "execution"
    WALKS = "walks"
    QUESTION = "question"
    SCHEDULE = "schedule"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the matrix: either `who` alone, or a verb and what it must be held on."""

    who: Who | None = None
    verb: Verb | None = None
    on: On | None = None


@cache
def matrix() -> Mapping[tuple[str, str], Row]:
    """From (method, address as the route writes it) to its row; raises ValueError or KeyError on a bad file."""
    written: dict[str, dict[str, object]] = YAML(typ="safe", pure=True).load(FILE.read_text("utf-8"))
    return {
        (method, address): _row(says)
        for address, methods in written.items()
        for method, says in methods.items()
    }


def _row(says: object) -> Row:
    if isinstance(says, str) and "." not in says:
        return Row(who=Who(says))
    verb, _, on = str(says).partition(" on ")
    return Row(verb=Verb(verb), on=On(on))
