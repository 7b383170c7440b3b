"""What came of an attempt, in the form in which it is reported."""

from dataclasses import dataclass, field, fields
from typing import Any

from noc_executor_node.vocabulary import AttemptOutcome, Transport

HIDDEN = "not shown: the task says no_log"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; everything but `outcome` may be empty. `truncated`: something was cut to its limit.

    `transport` is what carried a module to its host, where there was a choice. `code` is stable where the message is
    this executor node's own, and empty where a module says it: screens word it in their reader's language.
    """

    outcome: AttemptOutcome
    rc: int | None = None
    stdout: str = ""
    stderr: str = ""
    changed: bool = False
    message: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    truncated: bool = False
    transport: Transport | None = None
    code: str = ""

    def as_document(self) -> dict[str, Any]:
        """The members a finished report has beside its heading; facts and result are the outcome's own."""
        members = {name: getattr(self, name) for name in _MEMBERS}
        members["outcome"] = self.outcome.value
        for name in ("transport", "code"):
            if not members[name]:
                del members[name]
        return members


_MEMBERS = tuple(member.name for member in fields(Outcome))


def silenced(outcome: Outcome) -> Outcome:
    """What is left of an outcome under no_log: the word, and whether something changed."""
    return Outcome(
        outcome.outcome,
        changed=outcome.changed,
        message=HIDDEN,
        transport=outcome.transport,
        code="output.hidden",
    )
