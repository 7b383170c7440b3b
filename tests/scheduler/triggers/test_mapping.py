"""Mapping: what the messages of monitoring systems mean, and what none of them can make it do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from noc_scheduler.triggers import InvalidTrigger, read_trigger
from noc_scheduler.triggers.mapping import Item, Standing, Unmapped
from noc_scheduler.triggers.paths import InvalidPath, read_path
from tests.scheduler.triggers.messages import ALERTMANAGER, GRAFANA, ZABBIX

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def explode(message: Any, **trigger: Any) -> list[Item]:
    read: Any = read_trigger({"kind": "webhook", **trigger}, NOW)
    found = read.arrivals.mapping.explode(message)
    for reason in found:
        if isinstance(reason, Unmapped):
            raise reason
    return found


def test_alertmanager_tells_of_each_alert_with_its_host_and_standing() -> None:
    items = explode(ALERTMANAGER, source="alertmanager", params={"service": "$.labels.job"})
    assert [(item.host, item.standing, item.params) for item in items] == [
        ("web1", Standing.FIRING, {"service": "nginx"}),
        ("web2", Standing.RESOLVED, {"service": "nginx"}),
    ]


def test_the_same_alert_is_known_again_and_another_is_not() -> None:
    one, other = (explode(ALERTMANAGER, source="alertmanager") for _ in range(2))
    assert [item.key for item in one] == [item.key for item in other]
    assert one[0].key != one[1].key


def test_an_alert_that_is_resolved_is_another_item_than_the_one_that_fired() -> None:
    fired = {**ALERTMANAGER, "alerts": [ALERTMANAGER["alerts"][0]]}
    over = {**fired, "alerts": [{**fired["alerts"][0], "status": "resolved"}]}
    assert explode(fired, source="alertmanager")[0].key != explode(over, source="alertmanager")[0].key


def test_grafana_and_zabbix_need_no_mapping() -> None:
    assert [(item.host, item.standing) for item in explode(GRAFANA, source="grafana")] == [
        ("web3", Standing.FIRING)
    ]
    assert [(item.host, item.standing) for item in explode(ZABBIX, source="zabbix")] == [
        ("web1", Standing.FIRING)
    ]


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("web1", "web1"),
        ("web1:9100", "web1"),
        ("10.0.0.1:9100", "10.0.0.1"),
        ("[2001:db8::1]:9100", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_port_is_no_part_of_a_host(said: str, host: str) -> None:
    assert explode({"h": said}, host="$.h")[0].host == host


def test_groups_are_what_the_trigger_names() -> None:
    messages = [{"h": "web1", "rack": "a"}, {"h": "web2", "rack": "a"}, {"h": "web3", "rack": "b"}]
    groups = [explode(one, host="$.h", group=["$.rack"])[0].group for one in messages]
    assert groups[0] == groups[1] != groups[2]
    assert explode(messages[0], host="$.h")[0].group == "web1"


@pytest.mark.parametrize(
    ("message", "trigger", "code"),
    [
        ({}, {"host": "$.alert.host"}, "mapping.missing"),
        ({"alert": None}, {"host": "$.alert.host"}, "mapping.missing"),
        ([], {"host": "$[0].host"}, "mapping.missing"),
        ({"h": 5}, {"host": "$.h"}, "mapping.host"),
        ({"h": " "}, {"host": "$.h"}, "mapping.host"),
        ({"h": "x" * 2_000}, {"host": "$.h"}, "mapping.host"),
        ({"items": {}}, {"items": "$.items"}, "mapping.missing"),
        ({"s": "perhaps"}, {"standing": "$.s"}, "mapping.standing"),
        ({"s": ["firing"]}, {"standing": "$.s"}, "mapping.standing"),
        ({}, {"params": {"service": "$.service"}}, "mapping.missing"),
        ({"alerts": "all"}, {"source": "alertmanager"}, "mapping.missing"),
    ],
)
def test_a_message_that_does_not_fit_says_where(message: Any, trigger: dict[str, Any], code: str) -> None:
    with pytest.raises(Unmapped) as refused:
        explode(message, **trigger)
    assert refused.value.code == code
    assert refused.value.place.startswith("$")


@pytest.mark.parametrize("text", ["{{ lookup('pipe', 'id') }}", "${host.name}", "$.h", "{{ '}}' }}", "$(id)"])
def test_whatever_a_message_says_is_a_text(text: str) -> None:
    read = {"params": {"alone": "$.text", "within": "$.labels"}}
    (item,) = explode({"text": text, "labels": {text: [text]}}, **read)

    assert item.params == {"alone": text, "within": {text: [text]}}


def test_what_is_optional_may_be_missing() -> None:
    assert explode({}, params={"service": "$.service?"})[0].params == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "labels",
        "$.",
        "$..a",
        "$[*]",
        "$[?(@.a)]",
        "$[-1]",
        "$.a b",
        "$['a",
        "$.a[1:2]",
        "$" + ".a" * 200,
        5,
    ],
)
def test_only_plain_paths_are_paths(text: Any) -> None:
    with pytest.raises(InvalidPath):
        read_path(text)


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ({"source": "nagios"}, "source.unknown"),
        ({"proof": "none"}, "proof.unknown"),
        ({"host": "labels.instance"}, "mapping.invalid"),
        ({"params": ["$.a"]}, "mapping.invalid"),
        ({"key": []}, "mapping.invalid"),
        ({"join": "yes"}, "type.boolean"),
        ({"script": "x"}, "field.unknown"),
    ],
)
def test_a_webhook_that_cannot_be_kept_is_refused(trigger: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidTrigger) as refused:
        read_trigger({"kind": "webhook", **trigger}, NOW)
    assert refused.value.code == code


def test_a_trigger_says_back_what_it_was_told() -> None:
    said = {"source": "alertmanager", "proof": "token", "params": {"service": "$.labels.job"}, "join": False}
    storm = {"storm": {"kind": "accumulate_within", "within_ms": 60_000, "threshold": 3}}
    read = read_trigger({"kind": "webhook", **said, **storm}, NOW)
    assert read_trigger(read.document(), NOW) == read
    assert read.warnings()
    assert read.first_fire(NOW) is read.next_fire(NOW) is None
