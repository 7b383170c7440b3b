"""How many hosts of an execution may have been let go by now, by its policy and by what has become of them."""

from dataclasses import dataclass

from noc_scheduler.flowchart.crossings.policy import Policy
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of an execution's hosts so far.

    `admitted` have been let go, the first ones in the order of the execution; `walking` of these are on
    their way and don't stand at a gate or wait for another host; `failed` and `unreachable` ended so (a host that
    ended unreachable is in both).
    """

    total: int
    admitted: int
    walking: int
    failed: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Forgiven:
    """How many failed and unreachable hosts a person has seen and released: only further ones count."""

    failed: int = 0
    unreachable: int = 0


@dataclass(frozen=True, slots=True)
class Admission:
    """The first `admitted` hosts may walk, in the wave numbered from 1; `tripped` says which threshold did."""

    admitted: int
    wave: int
    waves: int
    tripped: Sentence | None = None


def admit(policy: Policy, standing: Standing, forgiven: Forgiven) -> Admission:
    """Whom the policy lets go now. It never takes a host back, and a tripped threshold lets nobody go."""
    boundaries = policy.boundaries(standing.total)
    tripped = trips(policy, standing, forgiven)
    wave = _wave(boundaries, standing.admitted)
    if tripped is not None:
        return Admission(standing.admitted, wave + 1, len(boundaries), tripped)
    return _next(policy, standing, boundaries, wave)


def let_go(policy: Policy, standing: Standing) -> Admission:
    """Whom the policy lets go where thresholds are only told of."""
    boundaries = policy.boundaries(standing.total)
    return _next(policy, standing, boundaries, _wave(boundaries, standing.admitted))


def trips(policy: Policy, standing: Standing, forgiven: Forgiven) -> Sentence | None:
    """The sentence about a threshold that has been reached, or None."""
    for code, limit, count, seen in (
        (Saying.FAILED_TOO_MANY, policy.failed, standing.failed, forgiven.failed),
        (Saying.UNREACHABLE_TOO_MANY, policy.unreachable, standing.unreachable, forgiven.unreachable),
    ):
        if limit is not None and count - seen >= limit.of(standing.total):
            told: Values = {"count": count - seen, "total": standing.total, "limit": str(limit)}
            again: Values = {"again": Sentence(Saying.SINCE_RELEASE, {"seen": seen})} if seen else {}
            return Sentence(code, {**told, **again})
    return None


def _next(policy: Policy, standing: Standing, boundaries: tuple[int, ...], wave: int) -> Admission:
    """Up to the wave's boundary; the next wave begins when nobody of those before it is walking."""
    if standing.admitted == boundaries[wave] and standing.walking == 0 and wave + 1 < len(boundaries):
        wave = _wave(boundaries, standing.admitted + 1)
    room = boundaries[wave] - standing.admitted
    if policy.max_parallel is not None:
        room = min(room, policy.max_parallel - standing.walking)
    return Admission(standing.admitted + max(0, room), wave + 1, len(boundaries))


def _wave(boundaries: tuple[int, ...], admitted: int) -> int:
    """The wave, counted from 0, that the last admitted host belongs to."""
    return next((number for number, end in enumerate(boundaries) if admitted <= end), len(boundaries) - 1)
