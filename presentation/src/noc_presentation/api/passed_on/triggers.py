"""What schedules were sent and what came of it, as the scheduler tells it."""

from noc_presentation.api.fields import Instant, Integer, List, Nested, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class WebhookSecretSchema(PassedOn):
    """The secret of a webhook, shown this once, and where its holder sends to at the scheduler."""

    secret = String(required=True)
    path = String(required=True)


class SentMessageSchema(PassedOn):
    """A message that a schedule was sent: `body` without secrets, `problem` where it was refused."""

    id = String(required=True)
    message = String(required=True)
    received_at = Instant(required=True)
    items = Integer(required=True)
    problem = String(required=True, allow_none=True)
    body = String(required=True, allow_none=True)


class QuotaUseSchema(PassedOn):
    """How much of a quota is used up in the period that goes on until `until`."""

    per = String(required=True)
    most = Integer(required=True)
    started = Integer(required=True)
    until = Instant(required=True)


class SentMessagesSchema(PassedOn):
    """How many messages were accepted, had come before or were refused, the last ones, and what quotas leave."""

    accepted = Integer(required=True)
    doubled = Integer(required=True)
    refused = Integer(required=True)
    last_at = Instant(required=True, allow_none=True)
    last_refusal = String(required=True, allow_none=True)
    quotas = List(Nested(QuotaUseSchema), required=True)
    items = List(Nested(SentMessageSchema), required=True)


class WorkItemSchema(PassedOn):
    """What a message asked for, and what came of it and why."""

    id = String(required=True)
    standing = String(required=True)
    host = String(required=True, allow_none=True)
    status = String(required=True)
    reason = String(required=True, allow_none=True)
    tries = Integer(required=True)
    priority = Integer(required=True)
    received_at = Instant(required=True)
    execution_number = Integer(required=True, allow_none=True)


class WaitingAgainSchema(PassedOn):
    """How many items were parked and wait again."""

    items = Integer(required=True)


class WorkItemPageSchema(PassedOnPage):
    """A page of work items."""

    items = List(Nested(WorkItemSchema), required=True)
