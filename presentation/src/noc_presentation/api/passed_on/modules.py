"""Modules that executor nodes have, as the scheduler tells of them."""

from noc_presentation.api.fields import Boolean, List, Nested, Object, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class ModuleSchema(PassedOn):
    """A module that some executor nodes have; `refused` says why none runs it."""

    name = String(required=True)
    title = String(required=True, allow_none=True)
    check_mode = String(required=True, allow_none=True)
    diff_mode = String(required=True, allow_none=True)
    refused = String(required=True, allow_none=True)
    executor_nodes = List(String(), required=True)


class ModulePageSchema(PassedOnPage):
    """A page of modules."""

    items = List(Nested(ModuleSchema), required=True)


class ModuleDetailSchema(ModuleSchema):
    """A module with its options by name; `open`: it takes others as well."""

    description = List(String(), required=True)
    options = Object(required=True)
    open = Boolean(required=True)
    returns = Object(required=True)
    ansible_core = String(required=True)
