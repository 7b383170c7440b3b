"""The words of a report: a subject, a text and the same as HTML; fields, never templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from noc_presentation.reports.report import Occasion, Report
from noc_presentation.reports.sentences import LANGUAGES, Language, ending, sentence, word

MOST_LINES = 100
ORDER = (Occasion.FIRST_FAILURE, Occasion.FAILURE, Occasion.RECOVERY, Occasion.SUCCESS)


@dataclass(frozen=True, slots=True)
class Composed:
    """What is sent; both bodies say the same."""

    subject: str
    text: str
    html: str


def compose(reports: Sequence[Report], language_name: str, address: str | None) -> Composed:
    """One report as a message of its own, several as a digest with a line for each."""
    language = LANGUAGES[language_name]
    if len(reports) == 1:
        return _one(reports[0], language, address)
    failed = sum(report.failed for report in reports)
    subject = language.labels["digest"].format(all=len(reports), failed=failed)
    rows = [
        (f"{report.procedure} #{report.number}", sentence(report, language))
        for report in reports[:MOST_LINES]
    ]
    return Composed(subject, "\n".join(f"{name}: {said}" for name, said in rows), page(subject, rows))


def _one(report: Report, language: Language, address: str | None) -> Composed:
    said = sentence(report, language)
    occasion = next(one for one in ORDER if one in report.occasions)
    labels = language.labels
    counts = ", ".join(f"{number} {word(status, language)}" for status, number in report.counts.items())
    rows = [
        (labels["procedure"], report.procedure),
        (labels["execution"], f"#{report.number}: {language.occasions[occasion]}"),
        (labels["severity"], word(report.severity, language)),
        (labels["hosts"], counts),
    ]
    for failure in report.failures[:MOST_LINES]:
        names = ", ".join(failure.names)
        more = failure.hosts - len(failure.names)
        named = language.more.format(names=names, more=more) if more else names
        rows.append((ending(failure, language), named))
        if failure.line:
            rows.append((labels["last_line"], failure.line))
    if address is not None:
        rows.append((labels["link"], f"{address}/executions/{report.number}"))
    return Composed(f"{report.procedure}: {said}", text(said, rows), page(said, rows))


def text(said: str, rows: Sequence[tuple[str, str]]) -> str:
    """The sentence, and its fields one on each line."""
    return "\n".join([said, "", *(f"{label}: {value}" for label, value in rows)])


def page(said: str, rows: Sequence[tuple[str, str]]) -> str:
    """The same as HTML; everything that is put in is text there, and nothing is fetched from anywhere."""
    table = "".join(f"<tr><th align=left>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return (
        "<!doctype html><html><head><meta charset=utf-8></head>"
        f"<body><p><strong>{escape(said)}</strong></p><table>{table}</table></body></html>"
    )
