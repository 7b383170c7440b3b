"""The tree of an expression: the few forms the language has, and each written back as text."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, true, false or none that the author wrote."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Read:
    """The first two words of a name, `params.service`; both are always written out, never computed."""

    root: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`subject.key` below a Read."""

    subject: "Tree"
    key: str


@dataclass(frozen=True, slots=True)
class Index:
    """`subject[key]` below a Read, with a computed key."""

    subject: "Tree"
    key: "Tree"


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b <= c`: every neighbouring pair must hold."""

    first: "Tree"
    rest: tuple[tuple[str, "Tree"], ...]


@dataclass(frozen=True, slots=True)
class Both:
    """`left and right`."""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Either:
    """`left or right`."""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Negation:
    """`not operand`."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left + right` and the other sums on numbers."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Sign:
    """`-operand` or `+operand`."""

    operator: str
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Defined:
    """`subject is defined`."""

    subject: "Tree"


@dataclass(frozen=True, slots=True)
class IsNull:
    """`subject is none`."""

    subject: "Tree"


@dataclass(frozen=True, slots=True)
class Filtered:
    """`subject | name(arguments)`."""

    name: str
    subject: "Tree"
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Faulty:
    """Stands where an expression couldn't be read: a flowchart with findings can still be rehearsed."""

    code: str
    message: str


Tree = (
    Constant
    | Read
    | Member
    | Index
    | ListOf
    | Comparison
    | Both
    | Either
    | Negation
    | Arithmetic
    | Sign
    | Defined
    | IsNull
    | Filtered
    | Faulty
)


@dataclass(frozen=True, slots=True)
class Expression:
    """What the author wrote and the tree it means."""

    source: str
    tree: Tree


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below this one, in the order they are written."""
    match tree:
        case Member(subject, _) | Defined(subject) | IsNull(subject):
            return (subject,)
        case Index(subject, key):
            return (subject, key)
        case ListOf(items):
            return items
        case Comparison(first, rest):
            return (first, *(operand for _, operand in rest))
        case Both(left, right) | Either(left, right) | Arithmetic(_, left, right):
            return (left, right)
        case Negation(operand) | Sign(_, operand):
            return (operand,)
        case Filtered(_, subject, arguments):
            return (subject, *arguments)
        case _:
            return ()


def chain_root(tree: Tree) -> Read | None:
    """The Read at the beginning of a chain of members and indexes; None for anything else."""
    while isinstance(tree, (Member, Index)):
        tree = tree.subject
    return tree if isinstance(tree, Read) else None


def written(tree: Tree) -> str:
    """The name of an operand as the author would write it; used in sentences, never parsed again."""
    match tree:
        case Constant(value):
            return json.dumps(value, ensure_ascii=False) if value is not None else "none"
        case Read(root, name):
            return f"{root}.{name}"
        case Member(subject, key):
            return f"{written(subject)}.{key}"
        case Index(subject, key):
            return f"{written(subject)}[{written(key)}]"
        case ListOf(items):
            return "[" + ", ".join(written(item) for item in items) + "]"
        case Comparison(first, rest):
            return " ".join([written(first), *(f"{op} {written(operand)}" for op, operand in rest)])
        case Both(left, right):
            return f"{written(left)} and {written(right)}"
        case Either(left, right):
            return f"({written(left)} or {written(right)})"
        case Negation(operand):
            return f"not {written(operand)}"
        case Arithmetic(operator, left, right):
            return f"({written(left)} {operator} {written(right)})"
        case Sign(operator, operand):
            return f"{operator}{written(operand)}"
        case Defined(subject):
            return f"{written(subject)} is defined"
        case IsNull(subject):
            return f"{written(subject)} is none"
        case Filtered(name, subject, arguments):
            inner = ", ".join(written(argument) for argument in arguments)
            return f"{written(subject)} | {name}" + (f"({inner})" if inner else "")
        case Faulty():
            return "?"
