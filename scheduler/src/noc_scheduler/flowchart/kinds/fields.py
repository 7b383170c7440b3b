"""What a kind sees of a node while it is compiled: its fields, read tolerantly and with every fault noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import milliseconds
from noc_scheduler.flowchart.errors import ExpressionError
from noc_scheduler.flowchart.expressions import Expression, parse
from noc_scheduler.flowchart.expressions.syntax import Faulty
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.model import Fault
from noc_scheduler.flowchart.templates import Template, TemplateTree


@dataclass(frozen=True, slots=True)
class Use:
    """An expression of a node, where it stands, and whether it must be true or false."""

    expression: Expression
    path: Path
    is_condition: bool


@dataclass(slots=True)
class NodeFields:
    """The fields of one node. A getter answers its default where a field is absent or of the wrong type:
    the schema has noted that already, and the rest of the node is still worth a look."""

    node: str
    data: Mapping[str, Any]
    path: Path
    notebook: Notebook
    arrows: dict[str, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    fault: Fault | None = None

    def at(self, *path: str | int) -> Any:
        """The raw value at a place below the node; None where there is none."""
        value: Any = self.data
        for step in path:
            if isinstance(value, Mapping) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def has(self, name: str) -> bool:
        """Whether the author wrote this field."""
        return name in self.data

    def text(self, name: str, default: str = "") -> str:
        """A text field."""
        value = self.at(name)
        return value if isinstance(value, str) else default

    def flag(self, name: str) -> bool:
        """A field that is true or false, and false where it isn't written."""
        return self.at(name) is True

    def whole(self, *path: str | int, default: int) -> int:
        """A whole number."""
        value = self.at(*path)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def duration(self, *path: str | int, default: str, positive: bool = False) -> int:
        """A duration in milliseconds; notes one that is none, too long, or zero where that is no use."""
        value = self.at(*path)
        text = value if isinstance(value, str) else default
        total = milliseconds(text)
        if total is None:
            self.problem(
                "duration.invalid", f"'{text[:60]}' is no duration such as 30s, 5m or 1h, 366d at most", *path
            )
        elif positive and total == 0:
            self.problem("duration.zero", f"'{path[-1]}' must be more than nothing", *path)
        return total if total is not None else milliseconds(default) or 0

    def condition(self, *path: str | int) -> Expression:
        """An expression that must be true or false."""
        return self._expression(path, is_condition=True)

    def expression(self, *path: str | int) -> Expression:
        """An expression of any type."""
        return self._expression(path, is_condition=False)

    def template(self, *path: str | int) -> Template:
        """A text with `${}`."""
        made = self.tree(*path)
        return made if isinstance(made, Template) else Template((templates.Words(""),))

    def tree(self, *path: str | int) -> TemplateTree:
        """Data with `${}` in its texts."""
        value = self.at(*path)
        try:
            made = templates.tree(value)
        except ExpressionError as error:
            self.problem(error.code, error.message, *path)
            return Template((_faulty(error),))
        self.uses += [Use(each, (*self.path, *path), False) for each in templates.expressions_in(made)]
        return made

    def arrow(self, outcome: str, *path: str | int) -> None:
        """Draw an arrow for an outcome to the node named at `path`."""
        target = self.at(*path)
        if isinstance(target, str):
            self.arrows[outcome] = target

    def exactly_one_of(self, code: str, *names: str) -> str | None:
        """The one of these fields that is written; notes where it is none or several."""
        written = [name for name in names if self.has(name)]
        if len(written) == 1:
            return written[0]
        found = f"has {' and '.join(written)}" if written else "has none of them"
        self.broken(code, f"needs exactly one of {', '.join(names)}; it {found}")
        return written[0] if written else None

    def problem(self, code: str, message: str, *path: str | int) -> None:
        """Note an error at a place below the node."""
        self.notebook.error(code, message, (*self.path, *path), self.node)

    def broken(self, code: str, message: str, *path: str | int) -> None:
        """Note an error that leaves nothing to walk: a visit of the node would end `failed` with it."""
        self.problem(code, message, *path)
        self.fault = self.fault or Fault(code, message)

    def _expression(self, path: Path, *, is_condition: bool) -> Expression:
        source = self.at(*path)
        if isinstance(source, bool):
            # `when: true` is YAML for the expression `true`.
            source = "true" if source else "false"
        if not isinstance(source, str):
            return _faulty(ExpressionError("the expression is missing"))
        try:
            made = parse(source)
        except ExpressionError as error:
            self.problem(error.code, error.message, *path)
            return _faulty(error)
        self.uses.append(Use(made, (*self.path, *path), is_condition))
        return made


def _faulty(error: ExpressionError) -> Expression:
    return Expression("", Faulty(error.code, error.message))
