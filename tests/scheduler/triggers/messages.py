"""Messages of monitoring systems, with the members that their documentation names."""

from typing import Any

ALERTMANAGER: dict[str, Any] = {
    "version": "4",
    "groupKey": '{}:{alertname="ServiceDown"}',
    "truncatedAlerts": 3,
    "status": "firing",
    "receiver": "noc",
    "groupLabels": {"alertname": "ServiceDown"},
    "commonLabels": {"alertname": "ServiceDown", "job": "nginx"},
    "commonAnnotations": {},
    "externalURL": "http://alertmanager.example:9093",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "ServiceDown", "instance": "web1:9100", "job": "nginx"},
            "annotations": {"summary": "nginx is down"},
            "startsAt": "2026-11-21T09:00:00.000Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example:9090/graph",
            "fingerprint": "c8d9a1f3b2e40571",
        },
        {
            "status": "resolved",
            "labels": {"alertname": "ServiceDown", "instance": "web2:9100", "job": "nginx"},
            "annotations": {"summary": "nginx is down"},
            "startsAt": "2026-11-21T08:50:00.000Z",
            "endsAt": "2026-11-21T09:00:00.000Z",
            "generatorURL": "http://prometheus.example:9090/graph",
            "fingerprint": "0a1b2c3d4e5f6071",
        },
    ],
}
GRAFANA: dict[str, Any] = {
    "receiver": "noc",
    "status": "firing",
    "orgId": 1,
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "HighLoad", "grafana_folder": "NOC", "instance": "web3"},
            "annotations": {},
            "startsAt": "2026-11-21T09:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "values": {"A": 12.5},
            "fingerprint": "57c6d9296de2ad39",
            "silenceURL": "http://grafana.example/alerting/silence/new",
            "valueString": "[ var='A' labels={} value=12.5 ]",
        }
    ],
    "groupLabels": {"alertname": "HighLoad"},
    "commonLabels": {"alertname": "HighLoad"},
    "commonAnnotations": {},
    "externalURL": "http://grafana.example/",
    "version": "1",
    "groupKey": '{}:{alertname="HighLoad"}',
    "truncatedAlerts": 0,
    "title": "[FIRING:1] HighLoad",
    "state": "alerting",
    "message": "",
}
#: What the media type in contrib/zabbix sends.
ZABBIX: dict[str, Any] = {
    "event_id": "4711",
    "status": "1",
    "host": "web1",
    "name": "nginx is down",
    "severity": "High",
    "trigger_id": "20301",
}
