"""Everything the pure core can refuse: each error has a stable code and a message for the author."""

from collections.abc import Sequence
from dataclasses import dataclass

from noc_scheduler.flowchart.findings import Finding


class FlowchartError(Exception):
    """Something an author or a caller can put right; `code` never changes, `message` may."""

    code = "flowchart.invalid"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class UnsoundFlowchart(FlowchartError):
    """A flowchart with findings of severity error can't be walked; `findings` holds all of them."""

    code = "flowchart.unsound"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = "; ".join(finding.message for finding in findings[:3])
        super().__init__(f"the flowchart has {len(findings)} findings: {first}")
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One thing wrong with the given parameters; `path` is a JSON pointer below the parameters."""

    path: str
    code: str
    message: str


class ParameterErrors(FlowchartError):
    """The given parameters don't fit the declared ones; `problems` holds them all."""

    code = "param.invalid"

    def __init__(self, problems: Sequence[ParameterProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class RehearsalError(FlowchartError):
    """A rehearsal that can't be run at all; a rehearsal that doesn't hold is no error."""

    code = "rehearsal.invalid"


class ExpressionError(FlowchartError):
    """An expression that can't be read, or that had no answer when it was asked."""

    code = "expression.invalid"


class ExpressionSyntax(ExpressionError):
    """The text isn't an expression, or uses something the language hasn't."""

    code = "expression.syntax"


class ExpressionLimit(ExpressionError):
    """The expression, or a value it made, is larger than the language allows."""

    code = "expression.limit"


class UnknownName(ExpressionError):
    """The expression reads a name the language hasn't."""

    code = "expression.unknown_name"


class Undefined(ExpressionError):
    """The expression reads something that has no value now."""

    code = "expression.undefined"


class NotBoolean(ExpressionError):
    """A condition, or an operand of and/or/not, was something else than true or false."""

    code = "expression.not_boolean"


class WrongType(ExpressionError):
    """An operator or filter met a type it doesn't work on."""

    code = "expression.wrong_type"


class BadValue(ExpressionError):
    """The type was right and the value wasn't: a text that is no number, a division by zero."""

    code = "expression.bad_value"


class CatalogueUnreadable(FlowchartError):
    """A document that is no module catalogue."""

    code = "modules.unreadable"
