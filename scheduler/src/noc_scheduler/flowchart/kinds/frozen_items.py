"""The items of a loop or a fork: read from the document, and frozen when a token comes to them."""

from typing import Any

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.errors import WrongType
from noc_scheduler.flowchart.expressions.evaluation import Scope
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.plain import type_name
from noc_scheduler.flowchart.templates import TemplateTree


def read_items(fields: NodeFields) -> TemplateTree:
    """A list may hold `${}`; a text is an expression, with or without `${}` around it."""
    written = fields.at("items")
    if isinstance(written, list) or (isinstance(written, str) and "${" in written):
        return fields.tree("items")
    return templates.Template((fields.expression("items"),))


def frozen_items(items: TemplateTree, scope: Scope, kind: str) -> tuple[Any, ...]:
    """The items as they are now. Raises ExpressionError, also where they are no list."""
    found = templates.data_of(items, scope)
    if not isinstance(found, (list, tuple)):
        raise WrongType(f"a {kind}'s items are a list, not a {type_name(found)}", f"{kind}.not_a_list")
    return tuple(found)
