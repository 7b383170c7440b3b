"""What a card says: the question, what will run on which hosts, and how it stands; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noc_presentation.reports.composing import page, text
from noc_presentation.reports.sentences import LANGUAGES, word

MOST_HOSTS = 40
MOST_PARAMS = 300
MOST_ARGS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One host on the card; `said` is empty while nobody has said anything."""

    host: str
    open: bool
    said: str


@dataclass(frozen=True, slots=True)
class Said:
    """A card in words."""

    subject: str
    text: str
    html: str


def facts_of(question: Mapping[str, Any], execution: Mapping[str, Any], will_run: str) -> dict[str, Any]:
    """What a card keeps of the first of its questions; the others differ in their hosts alone."""
    return {
        "procedure": execution["procedure"]["name"],
        "version": execution["procedure"].get("version"),
        "number": question["execution_number"],
        "node": question["node"],
        "kind": question["kind"],
        "question": question["question"],
        "quorum": question["quorum"],
        "risk": question.get("risk", "normal"),
        "asked_for": question["asked_for"]["name"],
        "expires_at": question["expires_at"],
        "params": json.dumps(question["params"], ensure_ascii=False, sort_keys=True)[:MOST_PARAMS],
        "will_run": will_run,
    }


def will_run(canonical: Mapping[str, Any], node: str) -> str:
    """The step that an approval leads to, with the module and the arguments it is written with."""
    nodes = canonical.get("spec", {}).get("nodes", {})
    arrows = nodes.get(node, {}).get("next")
    first = arrows.get("approved") if isinstance(arrows, Mapping) else arrows
    step = nodes.get(first, {})
    if not isinstance(first, str) or not step:
        return "?"
    args = json.dumps(step["args"], ensure_ascii=False)[:MOST_ARGS] if step.get("args") else ""
    return " ".join(part for part in (f"{first}:", step.get("module") or step.get("kind", ""), args) if part)


def words(facts: Mapping[str, Any], lines: Sequence[Line], language_name: str, address: str | None) -> Said:
    """The card in words. While it asks, it says until when; once it is over, what became of each host."""
    language = LANGUAGES[language_name]
    labels = language.labels
    asks = any(line.open for line in lines)
    rows = [
        (labels["procedure"], f"{facts['procedure']} {facts['version'] or ''} #{facts['number']}"),
        (labels["will_run"], facts["will_run"]),
        (labels["asked_for"], facts["asked_for"]),
        ("", facts["params"]) if facts["params"] != "{}" else None,
        (labels["approvals"], str(facts["quorum"])) if facts["quorum"] > 1 else None,
        (labels["expires"] if asks else labels["closed"], facts["expires_at"] if asks else "✓"),
        *((line.host, line.said or "?") for line in lines[:MOST_HOSTS]),
        ("…", f"+{len(lines) - MOST_HOSTS}") if len(lines) > MOST_HOSTS else None,
        (labels["link"], labels["web_only"]) if asks and facts["risk"] == "high" else None,
        (labels["link"], f"{address}/executions/{facts['number']}") if address else None,
    ]
    shown = [row for row in rows if row is not None]
    subject = f"{facts['procedure']} #{facts['number']}: {facts['question']}"
    return Said(subject, text(facts["question"], shown), page(facts["question"], shown))


def said_of(question: Mapping[str, Any], language_name: str) -> str:
    """Who has said what so far, and how it ended."""
    language = LANGUAGES[language_name]
    given = ", ".join(f"{word(one['outcome'], language)}: {one['by']}" for one in question["answers"])
    if question["status"] == "open":
        return f"{given} ({len(question['answers'])}/{question['quorum']})" if given else ""
    outcome = word(question["outcome"] or "cancelled", language)
    return f"{outcome} ({given})" if given else outcome
