"""Refusals as sentences: screens word the code of one, and its English stands behind."""

from noc_scheduler.errors import Refused
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence


def refusal(error: Refused) -> Sentence:
    """`target.empty: the target names no host`, as the error itself says."""
    return Sentence(Saying.REFUSAL, {"refusal": error.code, "text": error.detail})
