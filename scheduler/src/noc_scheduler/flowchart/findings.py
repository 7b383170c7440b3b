"""What a check says about a document: findings with code, severity, node, line and message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Path = tuple[str | int, ...]


class Severity(StrEnum):
    """An error forbids publishing and walking; a warning doesn't."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has found; `line` counts from 1 and is None where the text isn't known."""

    severity: Severity
    code: str
    node: str | None
    line: int | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as the REST contract and `check --json` write it."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "node": self.node,
            "line": self.line,
            "message": self.message,
        }


@dataclass(slots=True)
class Notebook:
    """Collects findings while a document is looked at; finds the line of a place or of its nearest parent."""

    lines: Mapping[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, message: str, path: Path = (), node: str | None = None) -> None:
        """Note something that forbids walking."""
        self.findings.append(Finding(Severity.ERROR, code, node, self.line(path), message))

    def warning(self, code: str, message: str, path: Path = (), node: str | None = None) -> None:
        """Note something the author should look at."""
        self.findings.append(Finding(Severity.WARNING, code, node, self.line(path), message))

    def line(self, path: Path) -> int | None:
        """The line of the place, or of the nearest parent that has one."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings sorted by line, node, code and message, each once: the same text gives the same list."""
    return tuple(sorted(set(findings), key=_place))


def errors_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only the findings that forbid walking."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def _place(finding: Finding) -> tuple[float, str, str, str, str]:
    line = float("inf") if finding.line is None else finding.line
    return line, finding.node or "", finding.severity, finding.code, finding.message
