"""The kinds of channels: each is one small module that is named once, here."""

from collections.abc import Mapping
from types import MappingProxyType

from noc_presentation.notifications.channels import apprise, log, smtp, telegram, webhook
from noc_presentation.notifications.channels.kind import ChannelKind

KINDS: Mapping[str, ChannelKind] = MappingProxyType(
    {
        "log": log.read,
        "smtp": smtp.read,
        "telegram": telegram.read,
        "webhook": webhook.read,
        "apprise": apprise.read,
    }
)
