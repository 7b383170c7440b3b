"""Who sends: what the messages of monitoring systems look like, so that nobody has to map them."""

from collections.abc import Mapping as Map
from enum import StrEnum

from noc_scheduler.triggers.mapping import Mapping
from noc_scheduler.triggers.paths import read_path


class Source(StrEnum):
    """Senders whose messages are known, and `generic` for any JSON."""

    GENERIC = "generic"
    ALERTMANAGER = "alertmanager"
    GRAFANA = "grafana"
    ZABBIX = "zabbix"


#: Prometheus' Alertmanager since version 4 of its messages; Grafana's alerts have the same members.
_ALERTS = Mapping(
    items=read_path("$.alerts"),
    host=read_path("$.labels.instance"),
    key=(read_path("$.fingerprint"), read_path("$.startsAt")),
    standing=read_path("$.status"),
)
MAPPINGS: Map[Source, Mapping] = {
    Source.GENERIC: Mapping(),
    Source.ALERTMANAGER: _ALERTS,
    Source.GRAFANA: _ALERTS,
    #: What the media type in contrib/zabbix sends.
    Source.ZABBIX: Mapping(
        host=read_path("$.host"), key=(read_path("$.event_id"),), standing=read_path("$.status")
    ),
}
