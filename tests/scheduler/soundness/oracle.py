"""The token game, played out: every way a small flowchart can go, and what goes wrong at its joins.

It knows nothing of the checker's algorithm: tokens move one arrow at a time, every drawn arrow is possible, and a state
seen before is not played again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

Stack = tuple[tuple[int, int], ...]  # (instance of a fork, branch), the innermost last
Token = tuple[str, Stack]
State = tuple[Counter[Token], dict[int, "Instance"]]
PARKED = "@"  # before the name of the join at which a token waits
MOST_TOKENS, MOST_STATES = 6, 1_500


@dataclass(frozen=True, slots=True)
class Node:
    """`arrows` are where it can lead; of a fork, `branches` are (first node, asks first), in order."""

    kind: str  # step, fork, join, end, terminate
    arrows: tuple[str, ...] = ()
    branches: tuple[tuple[str, bool], ...] = ()
    wait_for: int | None = None  # None: all


@dataclass(frozen=True, slots=True)
class Instance:
    """One passing of a fork: its branches, and which of them have come to which join."""

    fork: str
    branches: frozenset[int]
    come: frozenset[tuple[str, int]] = frozenset()
    opened: frozenset[str] = frozenset()


@dataclass(slots=True)
class Game:
    """All plays of one flowchart; `problems` are the words of what went wrong in any of them."""

    nodes: Mapping[str, Node]
    start: str
    problems: set[str] = field(default_factory=set)
    joins: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def play(self) -> bool:
        """Play everything; False where that is too much to play."""
        self.joins = matched(self.nodes, self.start)
        if len(set(self.joins.values())) < len(self.joins):
            self.problems.add("many_joins")
        seen: set[object] = set()
        waiting: list[State] = [(Counter([(self.start, ())]), {})]
        while waiting:
            tokens, instances = waiting.pop()
            if sum(tokens.values()) > MOST_TOKENS or len(seen) > MOST_STATES:
                return False
            seen.add(canonical(tokens, instances))
            for token in self.movable(tokens):
                following = list(self.moves(token, tokens, instances))
                fresh = [state for state in following if canonical(*state) not in seen]
                waiting += fresh
                if len(fresh) == len(following):
                    break
        return True

    def never_opened(self) -> set[str]:
        """Joins that no play has opened, because a branch always goes round for ever or ends the whole walk.

        What lies behind them is never come to; the checker takes every join for one that can open.
        """
        return set(self.joins) - self.opened

    def movable(self, tokens: Counter[Token]) -> list[Token]:
        """The tokens in the order in which they are let go.

        Branches don't see each other, so one order stands for all, as long as nobody is kept back by one who goes
        round in a circle (who comes back to a known state lets the next one go), and as long as whoever stands
        before an end that ends everything lets all others go first.
        """
        free = sorted(token for token in tokens if not token[0].startswith(PARKED))
        return [token for token in free if self.nodes[token[0]].kind != "terminate"]

    def moves(self, token: Token, tokens: Counter[Token], instances: dict[int, Instance]) -> Iterator[State]:
        """Every state that this token's next move can lead to."""
        name, stack = token
        node, rest = self.nodes[name], tokens - Counter([token])
        match node.kind:
            case "end":
                yield from self.gone(rest, instances, stack)
            case "join":
                yield from self.arrive(rest, instances, name, stack)
            case _:
                for target in set(node.arrows):
                    yield rest + Counter([(target, stack)]), instances
                if node.kind == "fork":
                    yield from self.split(rest, instances, name, stack)

    def split(
        self, rest: Counter[Token], instances: dict[int, Instance], name: str, stack: Stack
    ) -> Iterator[State]:
        branches = self.nodes[name].branches
        always = [number for number, (_, asks) in enumerate(branches) if not asks]
        perhaps = [number for number, (_, asks) in enumerate(branches) if asks]
        for size in range(len(perhaps) + 1):
            for chosen in combinations(perhaps, size):
                begun = sorted([*always, *chosen])
                if begun:
                    number = max(instances, default=0) + 1
                    heads = Counter((branches[each][0], (*stack, (number, each))) for each in begun)
                    known = {**instances, number: Instance(name, frozenset(begun))}
                    if self.can_fill(rest + heads, known, number):
                        yield rest + heads, known

    def arrive(
        self, rest: Counter[Token], instances: dict[int, Instance], join: str, stack: Stack
    ) -> Iterator[State]:
        if not stack or instances[stack[-1][0]].fork != self.joins.get(join):
            self.problems.add("stray")
            return
        number, branch = stack[-1]
        instance = instances[number]
        come = instance.come | {(join, branch)}
        known = {**instances, number: Instance(instance.fork, instance.branches, come, instance.opened)}
        wanted = self.nodes[join].wait_for or len(instance.branches)
        if join not in instance.opened and sum(place == join for place, _ in come) >= wanted:
            self.opened.add(join)
            known[number] = Instance(instance.fork, instance.branches, come, instance.opened | {join})
            rest = Counter({token: n for token, n in rest.items() if not waits_at(token, join, number)})
            for target in set(self.nodes[join].arrows):
                yield rest + Counter([(target, stack[:-1])]), known
        elif join in instance.opened:
            yield from self.gone(rest, known, stack[:-1])
        else:
            yield rest + Counter([(PARKED + join, stack)]), known

    def gone(self, rest: Counter[Token], instances: dict[int, Instance], stack: Stack) -> Iterator[State]:
        """A token has left: joins of every fork around it may have become impossible to fill."""
        if all(self.can_fill(rest, instances, number) for number, _ in stack):
            yield rest, instances

    def can_fill(self, tokens: Counter[Token], instances: dict[int, Instance], number: int) -> bool:
        instance = instances[number]
        living = {branch for token in tokens for each, branch in walking(token) if each == number}
        for join, fork in self.joins.items():
            if fork == instance.fork and join not in instance.opened:
                come = {branch for place, branch in instance.come if place == join}
                elsewhere = {branch for _, branch in instance.come} - come
                wanted = self.nodes[join].wait_for or len(instance.branches)
                if len(come | (living - elsewhere)) < wanted:
                    self.problems.add("short")
                    return False
        return True


def waits_at(token: Token, join: str, number: int) -> bool:
    """Whether it waits at this join for others of this passing of its fork."""
    return token[0] == PARKED + join and token[1][-1][0] == number


def walking(token: Token) -> Stack:
    """The branches that a token still walks in: one that waits at a join has come, but only to that one."""
    name, stack = token
    return stack[:-1] if name.startswith(PARKED) else stack


def canonical(tokens: Counter[Token], instances: dict[int, Instance]) -> object:
    """The same for states that differ only in the numbers of instances; forgotten ones are left out."""
    order: dict[int, int] = {}
    for _, stack in sorted(tokens):
        for number, _ in stack:
            order.setdefault(number, len(order))
    renamed = Counter(
        (name, tuple((order[number], branch) for number, branch in stack))
        for name, stack in tokens.elements()
    )
    return frozenset(renamed.items()), frozenset((order[n], instances[n]) for n in order)


def matched(nodes: Mapping[str, Node], start: str) -> dict[str, str]:
    """Which fork each join closes: brackets along the nodes that every way to the join passes, in their order."""
    found = {}
    for join in (
        name for name, node in nodes.items() if node.kind == "join" and name in reached(nodes, start)
    ):
        open_forks: list[str] = []
        for name in passed_by_all(nodes, start, join):
            if nodes[name].kind == "fork":
                open_forks.append(name)
            elif nodes[name].kind == "join" and open_forks:
                open_forks.pop()
        if open_forks:
            found[join] = open_forks[-1]
    return found


def passed_by_all(nodes: Mapping[str, Node], start: str, target: str) -> list[str]:
    """The nodes without which there is no way to the target, from the start on."""
    needed = [name for name in nodes if name != target and target not in reached(nodes, start, without=name)]
    return sorted(
        needed, key=lambda name: sum(name not in reached(nodes, start, without=each) for each in needed)
    )


def reached(nodes: Mapping[str, Node], start: str, without: str | None = None) -> set[str]:
    seen: set[str] = set()
    waiting = [start] if start != without else []
    while waiting:
        name = waiting.pop()
        if name not in seen and name != without:
            seen.add(name)
            waiting += [*nodes[name].arrows, *(head for head, _ in nodes[name].branches)]
    return seen
