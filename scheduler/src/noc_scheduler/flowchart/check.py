"""The check: every finding about a document at once, and the flowchart it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.compiling import MAX_NODES, compile_document
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.document.reading import Document, read
from noc_scheduler.flowchart.errors import UnsoundFlowchart
from noc_scheduler.flowchart.findings import Finding, Notebook, errors_in, in_order
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.modules.catalogue import Catalogue
from noc_scheduler.flowchart.soundness.modules import modules
from noc_scheduler.flowchart.soundness.rules import examine


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found. `flowchart` is there wherever one could be made, findings or not: a rehearsal
    may walk it; for everything else `sound` must be true."""

    document: Document | None
    canonical: dict[str, Any] | None
    digest: str | None
    flowchart: Flowchart | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether there is no finding of severity error."""
        return not errors_in(self.findings)


def check(text: str | bytes, max_nodes: int = MAX_NODES, catalogues: Sequence[Catalogue] = ()) -> Checked:
    """Check a procedure's text; never raises. The same text gives the same findings in the same order.

    The modules and their arguments are looked up in the `catalogues`; without any they are not looked at.
    """
    reading = read(text)
    if reading.document is None:
        return Checked(None, None, None, None, reading.findings)
    data = reading.document.data
    flowchart, findings = _findings(data, Notebook(reading.document.lines), max_nodes, catalogues)
    canonical = data if isinstance(data, dict) else None
    return Checked(
        document=reading.document,
        canonical=canonical,
        digest=digest(canonical) if canonical is not None else None,
        flowchart=flowchart,
        findings=in_order((*reading.findings, *findings)),
    )


def compile_flowchart(canonical: Mapping[str, Any], max_nodes: int = MAX_NODES) -> Flowchart:
    """The flowchart of a canonical form. Raises UnsoundFlowchart with all findings if one is an error."""
    flowchart, findings = _findings(dict(canonical), Notebook(), max_nodes)
    if flowchart is None or errors_in(findings):
        raise UnsoundFlowchart(in_order(findings))
    return flowchart


def _findings(
    data: Any, notebook: Notebook, max_nodes: int, catalogues: Sequence[Catalogue] = ()
) -> tuple[Flowchart | None, list[Finding]]:
    compiled = compile_document(data, notebook, max_nodes)
    examine(compiled, notebook)
    modules(compiled, notebook, catalogues)
    return compiled.flowchart, notebook.findings
