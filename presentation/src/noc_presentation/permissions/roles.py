"""The roles that every installation has: named sets of verbs; nobody changes them."""

from collections.abc import Mapping

from noc_presentation.permissions.verbs import Verb

ADMINISTRATOR = "administrator"

_SEEING = frozenset(
    {
        Verb.PROCEDURE_READ,
        Verb.EXECUTION_READ,
        Verb.SCHEDULE_READ,
        Verb.INVENTORY_READ,
        Verb.EXECUTOR_NODE_READ,
        Verb.NOTIFICATION_READ,
    }
)
_OPERATING = _SEEING | {
    Verb.EXECUTION_START,
    Verb.EXECUTION_OPERATE,
    Verb.CREDENTIAL_USE,
}

BUILT_IN: Mapping[str, frozenset[Verb]] = {
    "viewer": _SEEING,
    "operator": _OPERATING,
    "approver": _SEEING | {Verb.EXECUTION_APPROVE},
    "author": _SEEING | {Verb.PROCEDURE_EDIT, Verb.PROCEDURE_PUBLISH, Verb.SCHEDULE_EDIT},
    ADMINISTRATOR: frozenset(Verb),
}
