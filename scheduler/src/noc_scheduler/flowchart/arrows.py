"""Drawing the arrows an author has written under `next`: one node, or a node for each outcome."""

import difflib
from collections.abc import Mapping
from typing import Any

from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import Kind
from noc_scheduler.flowchart.vocabulary import Outcome


def draw_arrows(kind: Kind, fields: NodeFields) -> None:
    """Draw them on `fields`, and note every word that is no outcome of the kind."""
    if not kind.has_arrows or not fields.has("next"):
        return
    following = fields.at("next")
    if isinstance(following, str):
        _draw_one(kind, fields)
    elif isinstance(following, Mapping):
        _draw_each(kind, fields, following)
    else:
        fields.problem("field.type", "'next' must be a node, or a map from outcome to node", "next")


def _draw_one(kind: Kind, fields: NodeFields) -> None:
    if Outcome.SUCCEEDED in kind.arrow_words():
        fields.arrow(Outcome.SUCCEEDED.value, "next")
        return
    known = ", ".join(kind.arrow_words())
    message = f"a {kind.name} never ends succeeded; say which outcome leads where: {known}"
    fields.problem("arrow.unknown_outcome", message, "next")


def _draw_each(kind: Kind, fields: NodeFields, following: Mapping[str, Any]) -> None:
    words = kind.arrow_words()
    for outcome, target in following.items():
        if outcome not in words:
            near = difflib.get_close_matches(outcome, words, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            message = f"a {kind.name} has no outcome '{outcome[:60]}'{hint} known: {', '.join(words)}"
            fields.problem("arrow.unknown_outcome", message, "next", outcome)
        elif not isinstance(target, str):
            fields.problem("field.type", "an arrow leads to a node: write its id", "next", outcome)
        else:
            fields.arrow(outcome, "next", outcome)
