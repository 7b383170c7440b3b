"""The walker: the value of an expression over plain data, and the values of its operands as the why."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from noc_scheduler.flowchart.errors import (
    BadValue,
    ExpressionError,
    ExpressionLimit,
    NotBoolean,
    Undefined,
    WrongType,
)
from noc_scheduler.flowchart.expressions import syntax
from noc_scheduler.flowchart.expressions.filters import DEFAULT, FILTERS
from noc_scheduler.flowchart.expressions.syntax import Expression, Tree, written
from noc_scheduler.flowchart.plain import MAP, NUMBER, TEXT, same, type_name

LARGEST_RESULT = 2**63


class Scope(Protocol):
    """Where names get their values; `read` raises Undefined for a name that has none now."""

    def read(self, root: str, name: str) -> Any:
        """The plain data behind `root.name`."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A name that was read on the way, and what it held; `defined` is false where it held nothing."""

    name: str
    value: Any
    defined: bool = True


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The value of an expression and the operands it was made from, in the order they were read."""

    value: Any
    operands: tuple[Operand, ...] = ()


def evaluate(expression: Expression, scope: Scope) -> Evaluation:
    """The value of the expression. Raises ExpressionError, and nothing else, for whatever it can't answer."""
    walker = _Walker(scope)
    value = walker.value(expression.tree)
    return Evaluation(value, tuple(walker.operands.values()))


def condition(expression: Expression, scope: Scope) -> Evaluation:
    """The same for a condition. Raises NotBoolean where the value is neither true nor false."""
    evaluation = evaluate(expression, scope)
    _boolean(evaluation.value, expression.tree)
    return evaluation


class _Walker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.operands: dict[str, Operand] = {}

    def value(self, tree: Tree) -> Any:
        match tree:
            case syntax.Constant(value):
                return value
            case syntax.Read() | syntax.Member() | syntax.Index():
                return self._named(tree)
            case syntax.Comparison(first, rest):
                return self._comparison(first, rest)
            case syntax.Both(left, right):
                return self._truth(left) and self._truth(right)
            case syntax.Either(left, right):
                return self._truth(left) or self._truth(right)
            case syntax.Negation(operand):
                return not self._truth(operand)
            case syntax.Defined(subject):
                return self._is_defined(subject)
            case syntax.IsNull(subject):
                return self.value(subject) is None
            case syntax.Filtered(name, subject, arguments):
                return self._filtered(name, subject, arguments)
            case syntax.ListOf(items):
                return [self.value(item) for item in items]
            case syntax.Arithmetic(operator, left, right):
                return _calculated(operator, self._number(left), self._number(right))
            case syntax.Sign(operator, operand):
                number = self._number(operand)
                return -number if operator == "-" else number
            case syntax.Faulty(code, message):
                raise ExpressionError(message, code)

    def _named(self, tree: Tree) -> Any:
        value = self._chain(tree)
        name = written(tree)
        self.operands[name] = Operand(name, value)
        return value

    def _chain(self, tree: Tree) -> Any:
        match tree:
            case syntax.Read(root, name):
                return self.scope.read(root, name)
            case syntax.Member(subject, key):
                return _member(self._chain(subject), key, tree)
            case syntax.Index(subject, key):
                return _member(self._chain(subject), self.value(key), tree)
            case _:
                return self.value(tree)

    def _is_defined(self, subject: Tree) -> bool:
        try:
            self._chain(subject)
        except Undefined:
            name = written(subject)
            self.operands[name] = Operand(name, None, defined=False)
            return False
        return True

    def _filtered(self, name: str, subject: Tree, arguments: tuple[Tree, ...]) -> Any:
        try:
            value = self.value(subject)
        except Undefined:
            if name != DEFAULT:
                raise
            return self.value(arguments[0])
        return FILTERS[name].apply(value, *(self.value(argument) for argument in arguments))

    def _comparison(self, first: Tree, rest: tuple[tuple[str, Tree], ...]) -> bool:
        left = self.value(first)
        for operator, operand in rest:
            right = self.value(operand)
            if not _compared(operator, left, right):
                return False
            left = right
        return True

    def _truth(self, tree: Tree) -> bool:
        return _boolean(self.value(tree), tree)

    def _number(self, tree: Tree) -> int | float:
        value = self.value(tree)
        if type_name(value) != NUMBER:
            raise WrongType(f"sums work on numbers; {written(tree)} is a {type_name(value)}")
        number: int | float = value
        return number


def _boolean(value: Any, tree: Tree) -> bool:
    if not isinstance(value, bool):
        raise NotBoolean(f"{written(tree)} is neither true nor false but a {type_name(value)}")
    return value


def _member(subject: Any, key: Any, tree: Tree) -> Any:
    if isinstance(subject, Mapping) and isinstance(key, str):
        if key in subject:
            return subject[key]
    elif isinstance(subject, (list, tuple)) and _is_place(key) and -len(subject) <= key < len(subject):
        return subject[key]
    raise Undefined(f"{written(tree)} is not defined")


def _is_place(key: Any) -> bool:
    return isinstance(key, int) and not isinstance(key, bool)


def _compared(operator: str, left: Any, right: Any) -> bool:
    if operator in ("==", "!="):
        return same(left, right) is (operator == "==")
    if operator in ("in", "not in"):
        return _contains(right, left) is (operator == "in")
    kinds = {type_name(left), type_name(right)}
    if len(kinds) > 1 or not kinds <= {NUMBER, TEXT}:
        raise WrongType(f"'{operator}' compares two numbers or two texts, not {_and(left, right)}")
    result: bool
    match operator:
        case "<":
            result = left < right
        case "<=":
            result = left <= right
        case ">":
            result = left > right
        case _:
            result = left >= right
    return result


def _contains(container: Any, item: Any) -> bool:
    if isinstance(container, (list, tuple)):
        return any(same(item, each) for each in container)
    if type_name(container) in (TEXT, MAP) and isinstance(item, str):
        return item in container
    raise WrongType(f"'in' looks into a list, or for a text in a text or map, not {_and(item, container)}")


def _and(left: Any, right: Any) -> str:
    return f"a {type_name(left)} and a {type_name(right)}"


def _calculated(operator: str, left: int | float, right: int | float) -> int | float:
    try:
        result: int | float
        match operator:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case "/":
                result = left / right
            case _:
                result = left % right
    except ZeroDivisionError:
        raise BadValue("division by zero") from None
    except OverflowError:
        raise ExpressionLimit("the number is too large") from None
    if abs(result) > LARGEST_RESULT or (isinstance(result, float) and math.isnan(result)):
        raise ExpressionLimit("the number is too large")
    return result
