"""The closed list of what can be allowed, and which reading belongs to each of it."""

from enum import StrEnum


class Verb(StrEnum):
    """Something a role may allow; the word before the dot is the noun it is about."""

    PROCEDURE_READ = "procedure.read"
    PROCEDURE_EDIT = "procedure.edit"
    PROCEDURE_PUBLISH = "procedure.publish"
    EXECUTION_READ = "execution.read"
    EXECUTION_START = "execution.start"
    EXECUTION_OPERATE = "execution.operate"
    EXECUTION_APPROVE = "execution.approve"
    SCHEDULE_READ = "schedule.read"
    SCHEDULE_EDIT = "schedule.edit"
    INVENTORY_READ = "inventory.read"
    INVENTORY_EDIT = "inventory.edit"
    EXECUTOR_NODE_READ = "executor_node.read"
    EXECUTOR_NODE_MANAGE = "executor_node.manage"
    NOTIFICATION_READ = "notification.read"
    NOTIFICATION_MANAGE = "notification.manage"
    CREDENTIAL_READ = "credential.read"
    CREDENTIAL_USE = "credential.use"
    CREDENTIAL_MANAGE = "credential.manage"
    AUDIT_READ = "audit.read"
    ACCOUNT_READ = "account.read"
    ACCOUNT_MANAGE = "account.manage"


def reading(verb: Verb) -> Verb:
    """The verb that makes the same thing visible: without it a refusal is a 404."""
    return Verb(f"{verb.partition('.')[0]}.read")
