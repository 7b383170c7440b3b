"""Which names an expression reads, and which of them without having made sure that they are there."""

from collections.abc import Iterator

from noc_scheduler.flowchart.expressions import names, syntax
from noc_scheduler.flowchart.expressions.filters import DEFAULT
from noc_scheduler.flowchart.expressions.syntax import Tree, chain_root, children

#: ("steps", "check"): that something has a value. ("item", "again"): that a loop is in a round with an item.
Fact = tuple[str, str]

ITEM = "item"
_UNCERTAIN = (names.STEPS, names.VARS, names.LOOP)


def roots(tree: Tree) -> Iterator[tuple[syntax.Read, str | None]]:
    """Every Read of the expression with the member read directly below it, if that is written out."""
    match tree:
        case syntax.Member(syntax.Read() as read, key):
            yield read, key
        case syntax.Read():
            yield tree, None
        case _:
            for child in children(tree):
                yield from roots(child)


def unguarded(tree: Tree, sure: frozenset[Fact]) -> Iterator[Fact]:
    """What the expression takes for granted beyond `sure`: everything it reads but for `is defined`,
    `default`, and what an earlier operand of the same and/or has asked about."""
    match tree:
        case syntax.Both(left, right):
            yield from unguarded(left, sure)
            yield from unguarded(right, sure | _shown_by(left, truth=True))
        case syntax.Either(left, right):
            yield from unguarded(left, sure)
            yield from unguarded(right, sure | _shown_by(left, truth=False))
        case syntax.Defined(subject):
            yield from _of_keys(subject, sure)
        case syntax.Filtered(name, _, arguments) if name == DEFAULT:
            for argument in arguments:
                yield from unguarded(argument, sure)
        case syntax.Read() | syntax.Member() | syntax.Index():
            yield from (fact for fact in _facts_of(tree) if fact not in sure)
            yield from _of_keys(tree, sure)
        case _:
            for child in children(tree):
                yield from unguarded(child, sure)


def _shown_by(tree: Tree, *, truth: bool) -> frozenset[Fact]:
    """What is certain once the expression has turned out true (or false)."""
    match tree:
        case syntax.Defined(subject) if truth:
            return frozenset(_facts_of(subject))
        case syntax.Negation(operand):
            return _shown_by(operand, truth=not truth)
        case syntax.Both(left, right) if truth:
            return _shown_by(left, truth=True) | _shown_by(right, truth=True)
        case syntax.Either(left, right) if not truth:
            return _shown_by(left, truth=False) | _shown_by(right, truth=False)
        case _:
            return frozenset()


def _facts_of(chain: Tree) -> Iterator[Fact]:
    root = chain_root(chain)
    if root is None or root.root not in _UNCERTAIN:
        return
    yield root.root, root.name
    if root.root == names.LOOP and any(key == ITEM for _, key in _first_members(chain)):
        yield ITEM, root.name


def _first_members(chain: Tree) -> Iterator[tuple[syntax.Read, str | None]]:
    while isinstance(chain, (syntax.Member, syntax.Index)):
        if isinstance(chain, syntax.Member) and isinstance(chain.subject, syntax.Read):
            yield chain.subject, chain.key
        chain = chain.subject


def _of_keys(chain: Tree, sure: frozenset[Fact]) -> Iterator[Fact]:
    while isinstance(chain, (syntax.Member, syntax.Index)):
        if isinstance(chain, syntax.Index):
            yield from unguarded(chain.key, sure)
        chain = chain.subject
