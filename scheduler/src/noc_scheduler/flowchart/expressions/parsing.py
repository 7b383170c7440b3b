"""From text to tree: Jinja2's parser reads, and only what the language has is taken over."""

import functools
import math
import re
from collections.abc import Callable
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError
from jinja2.parser import Parser

from noc_scheduler.flowchart.document.scalars import LARGEST_WHOLE_NUMBER
from noc_scheduler.flowchart.errors import ExpressionLimit, ExpressionSyntax, UnknownName
from noc_scheduler.flowchart.expressions import syntax
from noc_scheduler.flowchart.expressions.filters import FILTERS, SEARCH, compile_pattern
from noc_scheduler.flowchart.expressions.names import ROOTS
from noc_scheduler.flowchart.expressions.syntax import Expression, Tree

MAX_LENGTH: Final = 4000
MAX_NODES: Final = 500
MAX_DEPTH: Final = 50

_ENVIRONMENT = Environment(autoescape=True)  # never renders anything: only its lexer is used
_PIECE = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<brace>[{}])|(?P<open>[(\[])|(?P<close>[)\]])"""
    r"""|(?P<prefix>\bnot\b|[-+])|(?P<space>\s+)|(?P<other>\w+|.)""",
    re.DOTALL,
)
_COMPARISONS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "not in",
}


@functools.lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Read an expression. Raises ExpressionSyntax, ExpressionLimit or UnknownName, and nothing else.

    The same text gives the same expression, made once: documents are checked again and again.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionLimit(
            f"an expression has at most {MAX_LENGTH} characters, this one has {len(source)}"
        )
    if not source.strip():
        raise ExpressionSyntax("the expression is empty")
    _check_nesting(source)
    return Expression(source.strip(), _Translation().tree(_parsed(source), 1))


def _check_nesting(source: str) -> None:
    """Jinja2's parser recurses for brackets and prefixes, and takes `}}` for the end: look before it runs."""
    brackets = prefixes = 0
    for piece in _PIECE.finditer(source):
        kind = piece.lastgroup
        if kind == "brace":
            raise ExpressionSyntax("braces have no place in an expression; write just the expression itself")
        if kind == "open":
            brackets += 1
        elif kind == "close":
            brackets -= 1
        prefixes = prefixes + 1 if kind == "prefix" else prefixes if kind == "space" else 0
        if brackets > MAX_DEPTH or prefixes > MAX_DEPTH:
            raise ExpressionLimit(f"an expression is nested at most {MAX_DEPTH} deep")


def _parsed(source: str) -> nodes.Node:
    try:
        parser = Parser(_ENVIRONMENT, source, state="variable")
        expression = parser.parse_expression()
        if not parser.stream.eos:
            raise ExpressionSyntax(
                f"the expression should end before '{_shown(parser.stream.current.value)}'"
            )
    except TemplateError as problem:
        raise ExpressionSyntax(f"this is no expression: {_shown(problem.message)}") from None
    except RecursionError:
        raise ExpressionLimit(f"an expression is nested at most {MAX_DEPTH} deep") from None
    except (ValueError, OverflowError, UnicodeError, SyntaxError) as problem:
        raise ExpressionSyntax(f"this is no expression: {_shown(str(problem))}") from None
    return expression


class _Translation:
    """Takes over the nodes the language has, counting them; depth is checked before going down."""

    def __init__(self) -> None:
        self.count = 0

    def tree(self, node: Any, depth: int) -> Tree:
        self.count += 1
        if self.count > MAX_NODES:
            raise ExpressionLimit(f"an expression has at most {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise ExpressionLimit(f"an expression is nested at most {MAX_DEPTH} deep")
        translate = _TRANSLATIONS.get(type(node))
        if translate is None:
            raise ExpressionSyntax(
                _NOT_IN_LANGUAGE.get(type(node), "the language hasn't this kind of expression")
            )
        return translate(self, node, depth + 1)

    def constant(self, node: nodes.Const, depth: int) -> Tree:
        value = node.value
        too_large = isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER
        if too_large or (isinstance(value, float) and not math.isfinite(value)):
            raise ExpressionLimit("the number is too large")
        if isinstance(value, str) and not _whole(value):
            raise ExpressionSyntax("half of a surrogate pair is no character")
        return syntax.Constant(value)

    def name(self, node: nodes.Name, depth: int) -> Tree:
        if node.name not in ROOTS:
            raise UnknownName(f"'{_shown(node.name)}' is no name here; names begin with {', '.join(ROOTS)}")
        raise UnknownName(f"'{node.name}' is read with a name after it, written out: {node.name}.NAME")

    def member(self, node: nodes.Getattr, depth: int) -> Tree:
        return self._below(node.node, node.attr, depth)

    def item(self, node: nodes.Getitem, depth: int) -> Tree:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._below(node.node, node.arg.value, depth)
        return syntax.Index(self._chain(node.node, depth), self.tree(node.arg, depth))

    def _below(self, subject: Any, key: str, depth: int) -> Tree:
        if key.startswith("__"):
            raise ExpressionSyntax(f"'{_shown(key)}' is no member of plain data")
        if isinstance(subject, nodes.Name) and subject.name in ROOTS:
            return syntax.Read(subject.name, key)
        return syntax.Member(self._chain(subject, depth), key)

    def _chain(self, node: Any, depth: int) -> Tree:
        if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            return self.tree(node, depth)
        raise ExpressionSyntax("only names have members: params.service, steps.check.stdout_lines[0]")

    def listing(self, node: nodes.List, depth: int) -> Tree:
        return syntax.ListOf(tuple(self.tree(item, depth) for item in node.items))

    def comparison(self, node: nodes.Compare, depth: int) -> Tree:
        rest = tuple((_COMPARISONS[each.op], self.tree(each.expr, depth)) for each in node.ops)
        return syntax.Comparison(self.tree(node.expr, depth), rest)

    def both(self, node: nodes.And, depth: int) -> Tree:
        return syntax.Both(self.tree(node.left, depth), self.tree(node.right, depth))

    def either(self, node: nodes.Or, depth: int) -> Tree:
        return syntax.Either(self.tree(node.left, depth), self.tree(node.right, depth))

    def negation(self, node: nodes.Not, depth: int) -> Tree:
        return syntax.Negation(self.tree(node.node, depth))

    def arithmetic(self, node: nodes.BinExpr, depth: int) -> Tree:
        return syntax.Arithmetic(node.operator, self.tree(node.left, depth), self.tree(node.right, depth))

    def sign(self, node: nodes.UnaryExpr, depth: int) -> Tree:
        return syntax.Sign(node.operator, self.tree(node.node, depth))

    def test(self, node: nodes.Test, depth: int) -> Tree:
        if node.name == SEARCH:
            return self.filtered(node, depth)
        if node.name not in ("defined", "none") or _has_arguments(node):
            raise ExpressionSyntax(
                f"'is {_shown(node.name)}' isn't known; there are 'is defined' and 'is none'"
            )
        subject = self.tree(node.node, depth)
        if node.name == "none":
            return syntax.IsNull(subject)
        if syntax.chain_root(subject) is None:
            raise ExpressionSyntax("'is defined' asks about a name")
        return syntax.Defined(subject)

    def filtered(self, node: nodes.Filter | nodes.Test, depth: int) -> Tree:
        known = FILTERS.get(node.name)
        if known is None or node.node is None:
            raise ExpressionSyntax(f"there is no filter '{_shown(node.name)}'; known: {', '.join(FILTERS)}")
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) not in known.arguments:
            raise ExpressionSyntax(f"the filter '{node.name}' is written {known.usage}")
        subject = self.tree(node.node, depth)
        arguments = tuple(self.tree(argument, depth) for argument in node.args)
        if node.name == SEARCH:
            _check_pattern(arguments[0])
        return syntax.Filtered(node.name, subject, arguments)


def _check_pattern(argument: Tree) -> None:
    if not isinstance(argument, syntax.Constant) or not isinstance(argument.value, str):
        raise ExpressionSyntax("the pattern of 'search' is written out as a text, never computed")
    try:
        compile_pattern(argument.value)
    except ValueError as problem:
        raise ExpressionSyntax(f"the pattern of 'search' is no RE2 pattern: {_shown(str(problem))}") from None


def _has_arguments(node: nodes.Test) -> bool:
    return bool(node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)


def _whole(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _shown(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= 60 else shown[:60] + "…"


_TRANSLATIONS: dict[type[nodes.Node], Callable[[_Translation, Any, int], Tree]] = {
    nodes.Const: _Translation.constant,
    nodes.Name: _Translation.name,
    nodes.Getattr: _Translation.member,
    nodes.Getitem: _Translation.item,
    nodes.List: _Translation.listing,
    nodes.Compare: _Translation.comparison,
    nodes.And: _Translation.both,
    nodes.Or: _Translation.either,
    nodes.Not: _Translation.negation,
    nodes.Add: _Translation.arithmetic,
    nodes.Sub: _Translation.arithmetic,
    nodes.Mul: _Translation.arithmetic,
    nodes.Div: _Translation.arithmetic,
    nodes.Mod: _Translation.arithmetic,
    nodes.Neg: _Translation.sign,
    nodes.Pos: _Translation.sign,
    nodes.Test: _Translation.test,
    nodes.Filter: _Translation.filtered,
}
_NOT_IN_LANGUAGE: dict[type[Any], str] = {
    nodes.Call: "nothing can be called in an expression; use the filters",
    nodes.CondExpr: "there is no inline if; use a decision",
    nodes.Tuple: "a list is written with [ ]",
    nodes.Concat: "texts are joined with | join, or by writing ${} next to each other",
    nodes.Slice: "there are no slices; use first, last or an index",
    nodes.FloorDiv: "there is no //; use / and | int",
    nodes.Pow: "there is no **",
}
