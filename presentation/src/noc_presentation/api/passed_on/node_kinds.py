"""Kinds of FlowNodes, as the scheduler tells of them."""

from noc_presentation.api.fields import List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn


class NodeKindSchema(PassedOn):
    """A kind of FlowNode, with the JSON Schema of its fields."""

    kind = String(required=True)
    title = String(required=True)
    description = String(required=True)
    purpose_class = String(required=True)
    own_fields = Object(required=True, data_key="fields")
    outcomes = List(String(), required=True)


class NodeKindsSchema(PassedOn):
    """Every kind of FlowNode."""

    items = List(Nested(NodeKindSchema), required=True)
