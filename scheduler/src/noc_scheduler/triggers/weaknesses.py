"""Weaknesses: what people should know of a trigger that may be kept all the same, as codes; sayings word them."""

from enum import StrEnum


class Weakness(StrEnum):
    """Each is the code of a saying."""

    EITHER_DAY = "schedule.either_day"
    WEAK_PROOF = "schedule.token"
    FORGEABLE = "schedule.forgeable"
