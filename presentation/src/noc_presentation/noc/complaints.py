"""A refusal in words: what was wrong, where, and what to quote when asking for help."""

from collections.abc import Mapping
from typing import Any

from noc_presentation.noc.errors import NotUnderstood, ServerRefused, Stopped


def told(error: Stopped) -> list[str]:
    """The lines for standard error."""
    lines = [f"noc: {error}"]
    if isinstance(error, NotUnderstood):
        lines += [f"  {line}" for line in error.lines]
    if isinstance(error, ServerRefused):
        lines += [f"  {line}" for line in complaints(error.problem, None)]
        lines.append(f"  ({error.code}, request {error.problem.get('request_id', 'unknown')})")
    return lines


def complaints(problem: Mapping[str, Any], file: str | None) -> list[str]:
    """One line for each thing the server complains about, at `FILE:LINE` where it is about a file."""
    found = [_line(error, file) for error in problem.get("errors", ())]
    if problem.get("truncated"):
        found.append("and more; these are the first")
    return found


def finding(found: Mapping[str, Any], file: str) -> str:
    """A finding of the check or a warning of an import: `FILE:LINE: warning: message (code)`."""
    place = f"{file}:{found.get('line') or found.get('row') or 1}"
    return f"{place}: {found.get('severity', 'warning')}: {found['message']} ({found['code']})"


def at_line(file: str, line: int | None, path: str, words: str) -> str:
    """`FILE:LINE: spec.hosts.web1.port: …`; `path` is a JSON pointer into what the file holds."""
    place = path.strip("/").replace("/", ".")
    return f"{file}:{line or 1}: {place + ': ' if place else ''}{words}"


def _line(error: Mapping[str, Any], file: str | None) -> str:
    place = f"{file}:{error.get('line') or 1}" if file else error.get("path", "/")
    message = str(error.get("message")).removeprefix(f"row {error.get('line')}: ")
    return f"{place}: {message} ({error.get('code')})"
