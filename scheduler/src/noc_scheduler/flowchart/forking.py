"""What happens to tokens at forks and joins: splitting, arriving, opening, and being gone for good."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.host_run import (
    ForkBranch,
    ForkInstance,
    Frame,
    Mark,
    OpenVisit,
    Reason,
    Result,
    Token,
)
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values
from noc_scheduler.flowchart.standing import Standing
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.flowchart.working_copy import WorkingCopy

#: How many branches have to arrive at a join, of so many that were started.
Needed = Callable[[int], int]


class Forking:
    """The passings of forks in one HostRun during one happening; works on the walker's tokens."""

    def __init__(self, copy: WorkingCopy, standing: Standing) -> None:
        self._copy, self._standing, self._passings = copy, standing, copy.passings
        self._opened: dict[int, Sentence] = {}

    def split(
        self,
        visit: OpenVisit,
        branches: tuple[int, ...],
        limit: int | None,
        why: Mapping[str, Any],
        items: tuple[Any, ...] | None,
        alias: str | None,
    ) -> None:
        """End the fork's visit and put tokens on its branches, at most `limit` of them for now."""
        copy = self._copy
        token = copy.tokens[visit.token]
        copy.close(visit, Result(), why)
        del copy.tokens[token.id]
        told = {"branches": list(branches), "instance": visit.number}
        self._tell(EventType.TOKEN_SPLIT, visit.node, token.id, told)
        self._passings[visit.number] = ForkInstance(
            fork=visit.node,
            planned=branches,
            limit=limit,
            items=items,
            alias=alias,
            frames=token.frames,
            forks=token.forks,
            mark=token.mark,
        )
        self._begin(visit.number)
        self._see_whether_joins_can_fill(visit.number)

    def arrive(self, token: Token, node: FlowNode, needed: Needed) -> bool:
        """Whether this arrival opens the join; if not, the token waits here, is absorbed, or dies."""
        fork = self._copy.flowchart.joins.get(node.id)
        entry = token.forks[-1] if token.forks else None
        if fork is None or entry is None or entry.fork != fork:
            self._lose(token, node, fork)
            return False
        instance = self._passings[entry.instance]
        come = instance.arrived.get(node.id, ())
        if entry.branch not in come:
            come = (*come, entry.branch)
        arrived = {**instance.arrived, node.id: come}
        self._passings[entry.instance] = instance = replace(instance, arrived=arrived)
        if node.id in instance.opened:
            del self._copy.tokens[token.id]
            self._tell(
                EventType.TOKEN_ABSORBED, node.id, token.id, {"reason": f"'{node.id}' has opened before"}
            )
            self._begin(entry.instance)
            self._see_whether_joins_can_fill(entry.instance)
            self._leave(token.forks[:-1], Sentence(Saying.BRANCH_LATE, {"node": node.id}))
            return False
        count, wanted = len(come), needed(instance.started)
        if count < wanted:
            words = f"{count} of {instance.started} branches have come, {wanted - count} more must"
            self._tell(EventType.TOKEN_ARRIVED, node.id, token.id, {"reason": words})
            self._begin(entry.instance)
            self._see_whether_joins_can_fill(entry.instance)
            return False
        self._open(token, node, entry.instance)
        return not self._copy.over

    def opened_because(self, visit: OpenVisit) -> Sentence:
        """Why the join of this visit, begun by this happening, has opened."""
        return self._opened[visit.token]

    def forgives(self, token: Token, node: str) -> bool:
        """Whether a death here is forgiven: the innermost fork has a join that could have been reached.

        Such a join opens without this token, or has opened, or can't fill any more: then the walk ends
        `failed` for that reason.
        """
        if not token.forks:
            return False
        shape = self._copy.flowchart.forks.get(token.forks[-1].fork)
        return shape is not None and any(node in reaching for reaching in shape.before.values())

    def gone(self, token: Token, how: Sentence) -> None:
        """A token has left the walk without arriving (`how` says it but for the branch): its branches may be gone
        with it.
        """
        self._leave(token.forks, how)

    def living(self) -> dict[int, ForkInstance]:
        """The passings that still matter: a token is in them, or a branch of them is yet to begin."""
        if not self._passings:
            return {}
        carried = [token.forks for token in self._copy.tokens.values()]
        carried += [fallen.forks for fallen in self._standing.fallen]
        inside = {entry.instance for branches in carried for entry in branches}
        return {number: each for number, each in self._passings.items() if number in inside}

    def look_again(self) -> None:
        """Of what has come back: begin the branches for which there is room now that others are gone, and end the
        walk where it is too little for a join because a branch has ended well without it.
        """
        for number in list(self._passings):
            if not self._copy.over:
                self._begin(number)
                self._see_whether_joins_can_fill(number)

    def _leave(self, branches: tuple[ForkBranch, ...], how: Sentence) -> None:
        """A token has left these branches; those that nothing is left of, and that never arrived, are gone.

        Also once the walk has ended because of one of them: what is resumed must not wait for the others. A branch
        whose token is put back is welcomed back.
        """
        for entry in reversed(branches):
            if self._is_carried(entry):
                return
            instance = self._passings[entry.instance]
            if entry.branch in instance.settled:
                continue
            self._passings[entry.instance] = replace(instance, gone=(*instance.gone, entry.branch))
            if self._copy.over:
                continue
            self._begin(entry.instance)
            because = replace(how, values={**how.values, "branch": entry.branch})
            self._see_whether_joins_can_fill(entry.instance, because)

    def _begin(self, number: int) -> None:
        """Begin planned branches as long as there is room for them."""
        copy, instance = self._copy, self._passings[number]
        while instance.planned and (instance.limit is None or instance.alive < instance.limit):
            branch, *later = instance.planned
            instance = replace(instance, planned=tuple(later), begun=instance.begun + 1)
            label = f"branch_{branch if instance.items is None else 1}"
            target = copy.flowchart.nodes[instance.fork].arrows[label]
            token = copy.add_token(
                target,
                instance.fork,
                _frames(instance, branch),
                (*instance.forks, _entry(number, instance, branch)),
            )
            told = {"branch": branch, "instance": number}
            self._tell(EventType.BRANCH_STARTED, instance.fork, token.id, told)
            arrow = {"visit": number, "from": instance.fork, "outcome": label, "to": target}
            self._tell(EventType.ARROW_TAKEN, instance.fork, token.id, arrow)
        self._passings[number] = instance

    def _open(self, token: Token, node: FlowNode, number: int) -> None:
        copy, instance = self._copy, self._passings[number]
        # A token on its way to this very join looks like one that rests there, and has yet to arrive.
        on_the_way = {moving for moving, _ in copy.moving}
        waiting = [
            each
            for each in copy.tokens.values()
            if each.visit is None
            and each.id not in on_the_way
            and each.node == node.id
            and each.id != token.id
            and each.forks
            and each.forks[-1].instance == number
        ]
        for each in waiting:
            del copy.tokens[each.id]
            self._tell(
                EventType.TOKEN_ABSORBED, node.id, each.id, {"reason": f"'{node.id}' opens", "into": token.id}
            )
        mark = _mark(instance, [token, *waiting])
        copy.tokens[token.id] = replace(token, frames=instance.frames, forks=instance.forks, mark=mark)
        self._standing.joined(number)
        come = {"come": len(instance.arrived[node.id]), "started": instance.started}
        self._opened[token.id] = Sentence(Saying.JOIN_FILLED, come)
        self._passings[number] = replace(instance, opened=(*instance.opened, node.id))
        self._begin(number)
        self._see_whether_joins_can_fill(number)

    def _see_whether_joins_can_fill(self, number: int, because: Sentence | None = None) -> None:
        """A join that can no longer fill ends the walk at once, and says why."""
        copy, instance = self._copy, self._passings[number]
        shape = copy.flowchart.forks.get(instance.fork)
        for join in shape.before if shape is not None else ():
            wanted = copy.flowchart.nodes[join].spec.needed(instance.started)
            come = len(instance.arrived.get(join, ()))
            if (
                join in instance.opened
                or come + instance.alive + len(instance.planned) >= wanted
                or copy.over
            ):
                continue
            values: Values = {
                "join": join,
                "wanted": wanted,
                "fork": instance.fork,
                "started": instance.started,
                "come": come,
                "gone": len(instance.gone),
                **({} if because is None else {"because": because}),
            }
            copy.end_walk(Status.FAILED, _failed(join, Saying.JOIN_CANT_FILL, values))

    def _is_carried(self, entry: ForkBranch) -> bool:
        return any(entry in token.forks for token in self._copy.tokens.values())

    def _lose(self, token: Token, node: FlowNode, fork: str | None) -> None:
        if fork is not None and any(entry.fork == fork for entry in token.forks):
            between = {"inner": token.forks[-1].fork, "node": node.id, "fork": fork}
            self._copy.lose(token, _failed(node.id, Saying.JOIN_OF_ANOTHER, between))
            return
        self._copy.lose(token, _failed(node.id, Saying.JOIN_WITHOUT_FORK, {"node": node.id}))

    def _tell(self, event: EventType, node: str, token: int, data: Mapping[str, Any]) -> None:
        self._copy.events.append(Event(event, {"visit": None, "node": node, "token": token, **data}))


def _failed(node: str, saying: Saying, values: Values) -> Reason:
    return Reason.saying(Outcome.FAILED, node, Sentence(saying, values), saying.value)


def _mark(instance: ForkInstance, come: list[Token]) -> Mark | None:
    """Where the token that goes on from a join goes back to: the fork, if anything in it has failed."""
    failed = bool(instance.gone) or any(token.mark is not None and token.mark.failed for token in come)
    if not failed and instance.mark is not None and instance.mark.failed:
        return instance.mark
    return Mark(instance.fork, instance.frames, failed)


def _entry(number: int, instance: ForkInstance, branch: int) -> ForkBranch:
    return ForkBranch(fork=instance.fork, instance=number, branch=branch)


def _frames(instance: ForkInstance, branch: int) -> tuple[Frame, ...]:
    """A branch copies the frames of the token that came; one over items has its own item besides."""
    if instance.items is None:
        return instance.frames
    frame = Frame(
        loop=instance.fork,
        count=branch,
        items=(instance.items[branch - 1],),
        inside=True,
        alias=instance.alias,
        before=branch - 1,
    )
    return (*(each for each in instance.frames if each.loop != instance.fork), frame)
