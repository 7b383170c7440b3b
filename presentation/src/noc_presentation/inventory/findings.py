"""What is wrong or odd in an imported document, each at its row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.limits import MAX_FINDINGS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about the document; `row` counts from 1 and is None where no row can be named."""

    code: str
    message: str
    row: int | None = None
    severity: Severity = "error"


class Findings:
    """Gathers findings; keeps the first thousand and remembers whether any is an error."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self.has_errors = False

    def error(self, code: str, message: str, row: int | None) -> None:
        """Something for which nothing of the document may be stored."""
        self._add(Finding(code, message, row))

    def warning(self, code: str, message: str, row: int | None) -> None:
        """Something a person should know and may want so."""
        self._add(Finding(code, message, row, "warning"))

    def refused(self, reason: Invalid, row: int | None, where: str) -> None:
        """An error that a judging function raised, about `where`."""
        self.error(reason.code, f"{where}: {reason.detail}", row)

    def in_order(self) -> tuple[Finding, ...]:
        """By row; those without a row last."""
        return tuple(sorted(self._kept, key=lambda found: (found.row is None, found.row or 0)))

    def _add(self, finding: Finding) -> None:
        self.has_errors = self.has_errors or finding.severity == "error"
        if len(self._kept) < MAX_FINDINGS:
            self._kept.append(finding)


def as_refusal(findings: Iterable[Finding]) -> Invalid:
    """All errors among the findings as one refusal; its code is the errors' own when they share one."""
    errors = [finding for finding in findings if finding.severity == "error"]
    codes = {finding.code for finding in errors}
    rows = {finding.row for finding in errors} - {None}
    return Invalid(
        codes.pop() if len(codes) == 1 else "inventory.invalid",
        f"{_counted(len(errors), 'error')} in {_counted(len(rows), 'row')}; nothing was stored",
        [Complaint("/content", finding.code, _with_row(finding), finding.row) for finding in errors],
    )


def unreadable(code: str, message: str, row: int | None = None) -> Invalid:
    """The refusal of a document that can't be read to its end."""
    return as_refusal([Finding(code, message, row)])


def _with_row(finding: Finding) -> str:
    return finding.message if finding.row is None else f"row {finding.row}: {finding.message}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
