"""Taking attempts in, however they arrived: each is read on its own, so one that is wrong strands no other."""

import json
from collections.abc import Sequence
from typing import Any

from noc_executor_node.documents import read_attempt
from noc_executor_node.errors import Invalid
from noc_executor_node.journal import Journal
from noc_executor_node.journal.accepting import Answer

MOST_AT_ONCE = 200


def accept(journal: Journal, documents: Sequence[Any], queue_limit: int) -> list[Answer]:
    """One answer for each document, in the same order; what was accepted stays so after a power cut."""
    answers: dict[int, Answer] = {}
    readable = []
    for place, document in enumerate(documents):
        try:
            readable.append((place, read_attempt(document), json.dumps(document)))
        except Invalid as error:
            own_id = document.get("id") if isinstance(document, dict) else None
            answers[place] = Answer(
                own_id if isinstance(own_id, str) else "", "refused", error.code, error.detail
            )
    taken = journal.attempts.accept([(attempt, text) for _, attempt, text in readable], queue_limit)
    for (place, _, _), answer in zip(readable, taken, strict=True):
        answers[place] = answer
    return [answers[place] for place in range(len(documents))]
