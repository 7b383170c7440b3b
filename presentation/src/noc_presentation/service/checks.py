"""What the scheduler thinks of a procedure's text: it alone reads the language."""

from dataclasses import dataclass
from typing import Any

from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Complaint, Invalid

ERROR = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """A text and what is said about it; `canonical` and `digest` are None where it can't be read at all."""

    text: str
    name: str | None
    title: str | None
    digest: str | None
    canonical: Document | None
    parameters: Document
    findings: list[Document]

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """The findings that forbid publishing."""
        return tuple(_complaint(finding) for finding in self.findings if finding.get("severity") == ERROR)


@dataclass(frozen=True, slots=True)
class Sound:
    """A text that may be published."""

    text: str
    name: str
    title: str
    digest: str
    canonical: Document
    parameters: Document
    warnings: list[Document]


def check(scheduler: Scheduler, text: str) -> Checked:
    """Ask the scheduler; raises Unavailable when it doesn't answer."""
    said = scheduler.check(text)
    return Checked(
        text=text,
        name=said.get("name") or _name_in(said.get("canonical")),
        title=said.get("title"),
        digest=said.get("digest"),
        canonical=said.get("canonical"),
        parameters=said.get("parameters") or {},
        findings=said.get("findings") or [],
    )


def sound(checked: Checked) -> Sound:
    """The same as something to publish; raises Invalid with every error at once."""
    if checked.errors or not checked.name or not checked.digest or checked.canonical is None:
        raise Invalid(
            "procedure.invalid",
            "the procedure has errors; nothing was stored",
            checked.errors,
            {"findings": checked.findings},
        )
    return Sound(
        text=checked.text,
        name=checked.name,
        title=checked.title or checked.name,
        digest=checked.digest,
        canonical=checked.canonical,
        parameters=checked.parameters,
        warnings=checked.findings,
    )


def _name_in(canonical: Any) -> str | None:
    """The name of a procedure whose flowchart can't be made yet, for a draft is often half done."""
    metadata = canonical.get("metadata") if isinstance(canonical, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None


def _complaint(finding: Document) -> Complaint:
    node: Any = finding.get("node")
    line: Any = finding.get("line")
    return Complaint(
        path=f"/spec/nodes/{node}" if node else "/",
        code=str(finding.get("code")),
        message=str(finding.get("message")),
        line=line if isinstance(line, int) else None,
    )
